import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { session as sessionSchema } from '../../src/protocol/auth.ts'
import { type TestDatabase, testDatabase } from '../helpers/cluster.ts'
import { LIMITS, openTestHttp, type TestHttp } from '../helpers/httpApp.ts'

setDefaultTimeout(60_000)

const ISSUER = 'https://idp.example.com'
const AUDIENCE = 'ruang-dashboard'

type Keys = Awaited<ReturnType<typeof generateKeyPair>>

/** An identity provider: its keys as a JWKS, which may be out of reach or nonsense. */
async function openProvider() {
  const keys = new Map<string, Keys>()
  const add = async (kid: string, alg = 'RS256') => {
    keys.set(kid, await generateKeyPair(alg))
  }
  await add('one')
  const provider = { answer: null as Response | null, asked: 0 }
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch() {
      provider.asked += 1
      if (provider.answer) return provider.answer.clone()
      const jwks = [...keys].map(async ([kid, { publicKey }]) => ({
        ...(await exportJWK(publicKey)),
        kid,
      }))
      return Response.json({ keys: await Promise.all(jwks) })
    },
  })
  return { provider, keys, add, url: `${server.url}jwks`, stop: () => server.stop(true) }
}

let database: TestDatabase
let idp: Awaited<ReturnType<typeof openProvider>>
let http: TestHttp
beforeAll(async () => {
  database = await testDatabase()
  idp = await openProvider()
  http = openWith(idp.url)
})
afterAll(async () => {
  await http.close()
  await idp.stop()
  await database.drop()
})

const openWith = (jwksUrl: string) => {
  const there = openTestHttp(database.url, {
    oidc: { issuer: ISSUER, audience: AUDIENCE, jwksUrl },
  })
  return there
}

type Change = { claims?: object; header?: object; by?: string; age?: number; lasts?: number }

/** A token as the provider makes it for that address, but for what is changed. */
function token(email: string, { claims, header, by = 'one', age = 0, lasts = 300 }: Change = {}) {
  const now = Math.floor(http.clock.now / 1000) - age
  return new SignJWT({
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'idp|7',
    email,
    email_verified: true,
    iat: now,
    exp: now + lasts,
    jti: Bun.randomUUIDv7(),
    ...claims,
  })
    .setProtectedHeader({ alg: 'RS256', kid: by, ...header })
    .sign(idp.keys.get(by)!.privateKey)
}
const signIn = (id_token: unknown, more: object = {}, there = http) =>
  there.call('POST', '/auth/oidc', { body: { id_token, ...more } })

describe('a colleague whom the provider vouches for', () => {
  test('is signed in by the checked e-mail address, in whatever case, as by password', async () => {
    const { id, email } = await http.makeUser('supervisor')
    const { status, body } = await signIn(await token(email.toUpperCase()))
    expect(status).toBe(200)
    const session = sessionSchema.parse(body.data)
    expect(session.user).toMatchObject({ id, role: 'supervisor' })
    expect((await http.call('GET', '/auth/me', { token: session.token })).status).toBe(200)
    const body2 = { refresh_token: session.refresh_token }
    expect((await http.call('POST', '/auth/refresh', { body: body2 })).status).toBe(200)
    const acts = await http.ctx.sql`select action, data from audit_log where actor_id = ${id}`
    expect([...acts]).toEqual([{ action: 'sign_in', data: { via: 'oidc' } }])
  })

  test.each(['ES256', 'PS256', 'EdDSA'])('with a new key of kind %s too', async (alg) => {
    await idp.add(alg, alg)
    const { email } = await http.makeUser()
    // A key that is not known yet is asked for, half a minute after the last question at the soonest.
    const fresh = openWith(idp.url)
    expect((await signIn(await token(email, { by: alg, header: { alg } }), {}, fresh)).status).toBe(
      200,
    )
    await fresh.close()
  })

  test('is signed in once by a token, also when it comes many times at once', async () => {
    const { email } = await http.makeUser()
    const one = await token(email)
    const answers = await Promise.all(Array.from({ length: 6 }, () => signIn(one)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401, 401])
    expect((await signIn(one)).status).toBe(401)
  })

  test('proves the nonce that the client asked for', async () => {
    const { email } = await http.makeUser()
    const claims = { nonce: 'n-1' }
    expect((await signIn(await token(email, { claims }), { nonce: 'n-2' })).status).toBe(401)
    expect((await signIn(await token(email), { nonce: 'n-1' })).status).toBe(401)
    expect((await signIn(await token(email, { claims }), { nonce: 'n-1' })).status).toBe(200)
  })
})

describe('nobody is signed in', () => {
  test('by a token that is not the provider’s, not for us, over, too old or unchecked, in the same words', async () => {
    const { email } = await http.makeUser()
    const stranger = await generateKeyPair('RS256')
    const forged = (header: { alg: string; kid?: string }, key: Parameters<SignJWT['sign']>[0]) =>
      new SignJWT({ email, email_verified: true })
        .setProtectedHeader(header)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject('idp|7')
        .setIssuedAt(Math.floor(http.clock.now / 1000))
        .setExpirationTime(Math.floor(http.clock.now / 1000) + 300)
        .sign(key)
    const publicKey = JSON.stringify(await exportJWK(idp.keys.get('one')!.publicKey))
    const bad = [
      await token(email, { claims: { iss: 'https://other.example.com' } }),
      await token(email, { claims: { aud: 'another-client' } }),
      await token(email, { claims: { aud: [AUDIENCE, 'another-client'] } }),
      await token(email, { claims: { aud: [AUDIENCE, 'another'], azp: 'another' } }),
      await token(email, { claims: { azp: 'another-client' } }),
      await token(email, { claims: { email_verified: false } }),
      await token(email, { claims: { email_verified: undefined } }),
      await token(email, { claims: { email: undefined } }),
      await token(email, { claims: { email: [email] } }),
      await token(email, { claims: { exp: undefined } }),
      await token(email, { claims: { sub: undefined } }),
      await token(email, { age: 400, lasts: 300 }),
      await token(email, { age: 2000, lasts: 86_400 }),
      await token(email, { age: -3600 }),
      await forged({ alg: 'RS256', kid: 'one' }, stranger.privateKey),
      await forged({ alg: 'HS256', kid: 'one' }, new TextEncoder().encode(publicKey)),
      new UnsecuredJWT({ email, email_verified: true })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .encode(),
      'x.y.z',
      `${await token(email)}x`,
      await token(`${Bun.randomUUIDv7()}@example.com`),
    ]
    const answers = await Promise.all(bad.map((one) => signIn(one)))
    for (const [index, { status, body }] of answers.entries()) {
      expect({ index, status }).toEqual({ index, status: 401 })
      expect(body).toEqual(answers[0]!.body)
    }
    expect((await signIn(await token(email))).status).toBe(200)
  })

  test('who is disabled, and a token that was used for nothing is still good', async () => {
    const { id, email } = await http.makeUser()
    await http.ctx.sql`update users set disabled = true where id = ${id}`
    const one = await token(email)
    expect((await signIn(one)).status).toBe(401)
    await http.ctx.sql`update users set disabled = false where id = ${id}`
    expect((await signIn(one)).status).toBe(200)
  })

  test.each([[null], [7], [''], ['x'.repeat(16_385)], [['a']], [{}]])('by %p', async (id_token) => {
    expect((await signIn(id_token)).status).toBe(400)
  })

  test('where no provider is set', async () => {
    const off = openTestHttp(database.url)
    const { email } = await off.makeUser()
    expect((await signIn(await token(email), {}, off)).status).toBe(404)
    await off.close()
  })

  test.each([
    ['answers with an error', () => new Response('no', { status: 500 })],
    ['answers with something else', () => new Response('<html>')],
    ['answers with no keys', () => Response.json({ keys: 'none' })],
    ['sends elsewhere', () => Response.redirect('http://127.0.0.1:1/jwks')],
  ])('while the provider %s: unavailable, and no more', async (_, answer) => {
    const fresh = openWith(idp.url)
    const { email } = await fresh.makeUser()
    idp.provider.answer = answer()
    const refused = await signIn(await token(email), {}, fresh)
    expect(refused).toMatchObject({ status: 503, body: { error: { code: 'unavailable' } } })
    idp.provider.answer = null
    expect((await signIn(await token(email), {}, fresh)).status).toBe(200)
    await fresh.close()
  })

  test('who keeps trying: failures of one address are limited', async () => {
    const limited = openTestHttp(database.url, {
      oidc: { issuer: ISSUER, audience: AUDIENCE, jwksUrl: idp.url },
      rateLimits: LIMITS,
    })
    const statuses: number[] = []
    for (let n = 0; n < 12; n++) statuses.push((await signIn(`x.y.${n}`, {}, limited)).status)
    expect(statuses).toEqual([...Array(10).fill(401), 429, 429])
    await limited.close()
  })

  test('made-up key ids do not send us asking the provider again and again', async () => {
    const fresh = openWith(idp.url)
    const { email } = await fresh.makeUser()
    const before = idp.provider.asked
    for (let n = 0; n < 10; n++)
      expect(
        (await signIn(await token(email, { header: { kid: `made-up-${n}` } }), {}, fresh)).status,
      ).toBe(401)
    expect(idp.provider.asked - before).toBeLessThanOrEqual(2)
    await fresh.close()
  })
})
