import { expect, test } from 'bun:test'
import { readConfig } from '../../src/config.ts'

const secrets = () => ({
  JWT_SECRET: 'x'.repeat(32),
  WHATSAPP_APP_SECRET: 'x',
  WHATSAPP_VERIFY_TOKEN: 'x',
  ADMIN_PASSWORD: 'x',
})
const KEYS = { S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'secret' }

test('files are on disk unless a bucket is set, and its names begin with a folder', () => {
  expect(readConfig({ S3_BUCKET: '' }, secrets).s3).toBeUndefined()
  const s3 = { S3_BUCKET: 'media', ...KEYS }
  expect(readConfig(s3, secrets).s3).toMatchObject({
    bucket: 'media',
    prefix: '',
    requestsAtOnce: 256,
  })
  const more = { ...s3, BUN_CONFIG_MAX_HTTP_REQUESTS: '1024' }
  expect(readConfig(more, secrets).s3?.requestsAtOnce).toBe(1024)
  for (const S3_PREFIX of ['inbox/media', 'inbox/media/'])
    expect(readConfig({ ...s3, S3_PREFIX }, secrets).s3?.prefix).toBe('inbox/media/')
})

test('a limit of requests that is no number of them is refused', () => {
  for (const BUN_CONFIG_MAX_HTTP_REQUESTS of ['0', 'many', '1.5', '70000'])
    expect(() => readConfig({ BUN_CONFIG_MAX_HTTP_REQUESTS }, secrets)).toThrow(
      /BUN_CONFIG_MAX_HTTP_REQUESTS: /,
    )
})

test('a bucket that is set by halves is refused, and what is missing is named', () => {
  expect(() => readConfig({ S3_BUCKET: 'media' }, secrets)).toThrow(
    /S3_ACCESS_KEY_ID: .*\n.*S3_SECRET_ACCESS_KEY: /,
  )
  expect(() => readConfig(KEYS, secrets)).toThrow(/S3_BUCKET: /)
  for (const S3_PREFIX of ['/inbox', '../x y', 'a//b'])
    expect(() => readConfig({ S3_BUCKET: 'media', ...KEYS, S3_PREFIX }, secrets)).toThrow(
      /S3_PREFIX: /,
    )
})
