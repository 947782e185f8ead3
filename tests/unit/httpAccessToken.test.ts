import { describe, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose'
import { createTokens } from '../../src/auth/accessToken.ts'

const SECRET = 's'.repeat(32)
const OTHER = 'o'.repeat(32)
const USER = '018f4e6a-0000-7000-8000-000000000001'
const FAMILY = '018f4e6a-0000-7000-8000-000000000002'
const START = Date.parse('2026-11-03T04:05:06.789Z')
const LIFETIME = 900_000

const kidOf = (secret: string) =>
  createHash('sha256').update(`kid:${secret}`).digest('base64url').slice(0, 8)

function clocked({
  secret = SECRET,
  previousSecret,
}: {
  secret?: string
  previousSecret?: string
} = {}) {
  const clock = { now: START }
  const tokens = createTokens({
    secret,
    previousSecret,
    lifetimeMs: LIFETIME,
    now: () => clock.now,
  })
  return { clock, tokens }
}

const seconds = Math.floor(START / 1000)
const HEADER = { alg: 'HS256', typ: 'at+jwt', kid: kidOf(SECRET) }
const CLAIMS = {
  iss: 'ruang',
  aud: 'ruang',
  sub: USER,
  sid: FAMILY,
  iat: seconds,
  nbf: seconds,
  exp: seconds + 900,
}

/** A token signed with our own secret, with another header or other claims; undefined leaves one out. */
function forge(header: object, claims: object, secret = SECRET): Promise<string> {
  const payload = JSON.parse(JSON.stringify({ ...CLAIMS, ...claims })) as JWTPayload
  const protectedHeader = JSON.parse(JSON.stringify({ ...HEADER, ...header }))
  return new SignJWT(payload)
    .setProtectedHeader(protectedHeader as JWTHeaderParameters)
    .sign(new TextEncoder().encode(secret))
}

describe('access tokens', () => {
  test('a token tells who signed in, by which sign-in, and until when', async () => {
    const { tokens } = clocked()
    const { token, expiresAt } = await tokens.issue(USER, FAMILY)
    expect(await tokens.verify(token)).toEqual({ userId: USER, familyId: FAMILY, expiresAt })
    expect(expiresAt).toBeGreaterThanOrEqual(START + LIFETIME)
    expect(expiresAt).toBeLessThan(START + LIFETIME + 1000)
  })

  test('a token made by hand as ours is verifies: the forgeries below fail for their one difference', async () => {
    expect(await clocked().tokens.verify(await forge({}, {}))).not.toBeNull()
  })

  test('a token ends exactly at its time', async () => {
    const { clock, tokens } = clocked()
    const { token, expiresAt } = await tokens.issue(USER, FAMILY)
    clock.now = expiresAt - 1
    expect(await tokens.verify(token)).not.toBeNull()
    clock.now = expiresAt
    expect(await tokens.verify(token)).toBeNull()
    expect(await tokens.verify(token)).toBeNull()
  })

  test('a token of a clock that is up to 5 s ahead counts, of one further ahead does not', async () => {
    const { tokens } = clocked()
    expect(await tokens.verify(await forge({}, { nbf: seconds + 5 }))).not.toBeNull()
    expect(await tokens.verify(await forge({}, { nbf: seconds + 7 }))).toBeNull()
  })

  test('the previous secret still verifies, and no longer signs', async () => {
    const old = await clocked({ secret: OTHER }).tokens.issue(USER, FAMILY)
    const { tokens } = clocked({ previousSecret: OTHER })
    expect(await tokens.verify(old.token)).not.toBeNull()
    const { token } = await tokens.issue(USER, FAMILY)
    expect(await clocked().tokens.verify(token)).not.toBeNull()
    expect(await clocked({ secret: OTHER }).tokens.verify(token)).toBeNull()
    expect(await clocked().tokens.verify(old.token)).toBeNull()
  })

  test.each<[string, object, object]>([
    ['of another algorithm', { alg: 'HS512' }, {}],
    ['of another type', { typ: 'JWT' }, {}],
    ['of no type', { typ: undefined }, {}],
    ['without a key id', { kid: undefined }, {}],
    ['with an unknown key id', { kid: 'unknown' }, {}],
    ['of another issuer', {}, { iss: 'somebody' }],
    ['for another audience', {}, { aud: 'somebody' }],
    ['without an issuer', {}, { iss: undefined }],
    ['without an audience', {}, { aud: undefined }],
    ['without a user', {}, { sub: undefined }],
    ['without a sign-in', {}, { sid: undefined }],
    ['without an end', {}, { exp: undefined }],
    ['without a beginning', {}, { nbf: undefined }],
    ['without a time of issue', {}, { iat: undefined }],
    ['whose end is no number', {}, { exp: '9999999999' }],
    ['whose user is no id', {}, { sub: 'admin' }],
    ['whose sign-in is no id', {}, { sid: { $ne: null } }],
  ])('a token %s is refused', async (_, header, claims) => {
    expect(await clocked().tokens.verify(await forge(header, claims))).toBeNull()
  })

  test('a token without a signature is refused', async () => {
    const [, payload] = (await forge({}, {})).split('.')
    const header = Buffer.from(JSON.stringify({ ...HEADER, alg: 'none' })).toString('base64url')
    expect(await clocked().tokens.verify(`${header}.${payload}.`)).toBeNull()
  })

  test('a token signed with another secret under our key id is refused', async () => {
    expect(await clocked().tokens.verify(await forge({}, {}, OTHER))).toBeNull()
  })

  test('a token with any of its characters changed is refused, even after the true one was shown', async () => {
    const { tokens } = clocked()
    const { token } = await tokens.issue(USER, FAMILY)
    expect(await tokens.verify(token)).not.toBeNull()
    // The last character has two bits that say nothing.
    for (let at = 0; at < token.length - 1; at++) {
      const other = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
      expect(await tokens.verify(other)).toBeNull()
    }
    for (const other of [` ${token}`, `${token} `, `${token}\n`, `${token}=`, token.slice(0, -1)])
      expect(await tokens.verify(other)).toBeNull()
  })

  test('a token that one server has been shown says nothing to one with other secrets', async () => {
    const shown = clocked({ previousSecret: OTHER }).tokens
    const { token } = await clocked({ secret: OTHER }).tokens.issue(USER, FAMILY)
    expect(await shown.verify(token)).not.toBeNull()
    expect(await clocked().tokens.verify(token)).toBeNull()
  })

  test('a token is ours however many others were shown meanwhile', async () => {
    const { tokens } = clocked()
    const { token } = await tokens.issue(USER, FAMILY)
    const first = await tokens.verify(token)
    expect(await tokens.verify(token)).toBe(first)
    const sids = Array.from(
      { length: 11_000 },
      (_, n) => `${FAMILY.slice(0, 24)}${String(n).padStart(12, '0')}`,
    )
    for (const sid of sids) {
      const { token: other } = await tokens.issue(USER, sid)
      expect((await tokens.verify(other))?.familyId).toBe(sid)
    }
    // Forgotten, and checked anew.
    const again = await tokens.verify(token)
    expect(again).toEqual(first)
    expect(again).not.toBe(first)
  })

  test('what is no token at all is refused, and throws nothing', async () => {
    const { tokens } = clocked()
    const { token } = await tokens.issue(USER, FAMILY)
    const broken = [
      '',
      '.',
      '..',
      'a.b.c',
      '\0',
      'é.é.é',
      `${token}x`,
      token.slice(1),
      'x'.repeat(20_000),
    ]
    for (const text of broken) expect(await tokens.verify(text)).toBeNull()
  })
})
