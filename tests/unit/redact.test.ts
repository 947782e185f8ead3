import { describe, expect, test } from 'bun:test'
import { createLog } from '../../src/ops/log.ts'
import { redact, redactText } from '../../src/ops/redact.ts'

const GONE: [string, string][] = [
  ['an access token', 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln'],
  ['a token without its scheme', 'bad token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln'],
  ['Meta’s token', 'Malformed access token EAAGm0PX4ZCpsBAKZCZA0000000'],
  ['a signature', `sha256=${'ab'.repeat(32)}`],
  ['a wamid', 'no message wamid.HBgLNjI4MTIzNDU2Nzg5FQIAERgSQjQ4'],
  ['the password of a database', 'connect postgres://ruang:hunter2222@db/ruang'],
  ['a password behind digits', 'connect 1postgres://ruang:hunter2222@db/ruang'],
  ['a token in a URL', 'GET /media/x?token=c2VjcmV0&size=7'],
  ['an e-mail address', 'no user siti.aminah@example.co.id'],
  ['a phone', 'value 628123456789 is too long'],
  ['a phone with its plus', 'to "+628123456789"'],
]
const SECRETS = /c2ln|EAAGm|abab|HBgL|hunter|c2VjcmV0|siti|62812/

describe('a text', () => {
  test.each(GONE)('loses %s', (_, text) => {
    const said = redactText(text)
    expect(said).toContain('[redacted]')
    expect(said).not.toMatch(SECRETS)
  })

  test.each([
    'room 01a1fcae-8777-75bd-b715-fdbda480a2c1 is gone',
    'deadlock detected (40P01)',
    '2026-11-25T17:57:40.123Z',
    'listening on http://localhost:8080',
    'GET /rooms?limit=100 took 12345.678 ms',
    'at handle (/app/src/http/errors.ts:16:11)',
    '198.51.100.7',
  ])('keeps what an operator needs: %s', (text) => {
    expect(redactText(text)).toBe(text)
  })
})

test.each(['a', 'a.', 'a-', '1', '+', 'eyJ-', 'a@', '?a', 'wamid', 'a://', 'Bearer '])(
  'a long text of nothing but %p is gone through once',
  (part) => {
    // From each character on it would take an hour.
    const text = part.repeat(1_000_000 / part.length)
    expect(redactText(text).length).toBeLessThanOrEqual(2 * text.length)
  },
)

test('fields are hidden by their name, at any depth, and numbers and codes stay', () => {
  const error = Object.assign(new Error('no +628123456789'), { code: '23505' })
  const logged = redact({
    token: 'x',
    user: { Email: 'x', password: 'x', id: 7 },
    list: [{ phone: 'x', contact: { wa_id: 'x', text: 'Halo' } }],
    raw: Buffer.from('Halo'),
    error,
    code: '40P01',
    ms: 1732554000000,
  })
  const text = JSON.stringify(logged)
  expect(text).not.toMatch(/"x"|Halo|62812/)
  expect(logged).toMatchObject({
    user: { id: 7 },
    error: { message: 'no [redacted]', code: '23505' },
    code: '40P01',
    ms: 1732554000000,
  })
  const loop: Record<string, unknown> = {}
  loop.loop = loop
  expect(JSON.stringify(redact(loop))).toContain('too deep')
})

test('whatever is given to the log goes through it: fields, text, arguments, children', () => {
  let written = ''
  const to = {
    write(line: string) {
      written += line
    },
  }
  const log = createLog({ production: true, level: 'trace', to })
  log.info({ phone: '628123456789' }, 'hello 628123456789')
  log.error(new Error('siti@example.com'))
  log.warn('to %s', '+628123456789')
  log.child({ token: 'hunter2222' }).info('child')
  expect(written.split('\n')).toHaveLength(5)
  expect(written).not.toMatch(SECRETS)
})
