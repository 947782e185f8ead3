import { expect, test } from 'bun:test'
import { readConfig } from '../../src/config.ts'

const noSecrets = () => {
  throw new Error('production must not make secrets up')
}
const SAFE = {
  NODE_ENV: 'production',
  JWT_SECRET: 'abcdefghijklmnopqrstuvwxyz0123456789',
  WHATSAPP_APP_SECRET: 'abcdef0123456789',
  WHATSAPP_VERIFY_TOKEN: 'abcdef0123456789',
}
const production = (more: Record<string, string | undefined> = {}) =>
  readConfig({ ...SAFE, ...more }, noSecrets)

test('production starts with its three secrets, without a simulator, sample data or made-up secrets', () => {
  expect(production()).toMatchObject({
    production: true,
    simulator: false,
    sampleData: false,
    adminEmail: undefined,
    adminPassword: undefined,
  })
})

test.each([
  [{ JWT_SECRET: undefined }, 'JWT_SECRET: is needed in production'],
  [{ WHATSAPP_APP_SECRET: ' ' }, 'WHATSAPP_APP_SECRET: is needed in production'],
  [{ WHATSAPP_VERIFY_TOKEN: '' }, 'WHATSAPP_VERIFY_TOKEN: is needed in production'],
  [{ JWT_SECRET: 'short' }, 'JWT_SECRET: is shorter than 32 bytes'],
  [{ JWT_SECRET: 'x'.repeat(40) }, 'JWT_SECRET: is too easy to guess'],
  [{ JWT_SECRET_PREVIOUS: 'x'.repeat(40) }, 'JWT_SECRET_PREVIOUS: is too easy to guess'],
  [{ WHATSAPP_APP_SECRET: 'secret' }, 'WHATSAPP_APP_SECRET: is too easy to guess'],
  [{ WHATSAPP_VERIFY_TOKEN: 'verify' }, 'WHATSAPP_VERIFY_TOKEN: is too easy to guess'],
  [{ METRICS_TOKEN: 'metrics' }, 'METRICS_TOKEN: is too easy to guess'],
  [{ ADMIN_PASSWORD: 'password' }, 'ADMIN_PASSWORD: is shorter than 12 characters'],
  [{ SIMULATOR: 'on' }, 'SIMULATOR: must be off in production'],
  [
    { OIDC_ISSUER: 'us', OIDC_AUDIENCE: 'ruang', OIDC_JWKS_URL: 'http://id.example.com/keys' },
    'OIDC_JWKS_URL: must be https in production',
  ],
  [{ CORS_ORIGINS: '*' }, 'is not an origin like'],
  [{ WORKERS: '2' }, 'WORKERS: more than one needs REDIS_URL'],
])('production refuses %p', (unsafe, said) => {
  expect(() => production(unsafe)).toThrow(said)
})

test('all that is wrong is told at once', () => {
  const wrong = { JWT_SECRET: undefined, METRICS_TOKEN: 'x', SIMULATOR: 'on', PORT: '-1' }
  for (const name of Object.keys(wrong)) expect(() => production(wrong)).toThrow(`${name}: `)
})
