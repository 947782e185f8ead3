import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { ensureAdmin } from '../../src/actions/ensureAdmin.ts'
import { REFRESH_RACE_MS } from '../../src/domain/refresh.ts'
import { session as sessionSchema } from '../../src/protocol/auth.ts'
import { user as userSchema } from '../../src/protocol/user.ts'
import { type TestDatabase, testDatabase } from '../helpers/cluster.ts'
import { LIMITS, openTestHttp, PASSWORD, type TestHttp } from '../helpers/httpApp.ts'

let database: TestDatabase
let http: TestHttp

beforeAll(async () => {
  database = await testDatabase()
  http = openTestHttp(database.url)
})
afterAll(async () => {
  await http.close()
  await database.drop()
})

const logIn = (body: unknown) => http.call('POST', '/auth/login', { body })
const refresh = (refresh_token: unknown) =>
  http.call('POST', '/auth/refresh', { body: { refresh_token } })
const statusOf = async (answer: Promise<{ status: number }>) => (await answer).status
const me = (token?: string) => statusOf(http.call('GET', '/auth/me', { token }))
const disable = (userId: string) =>
  http.ctx.sql`update users set disabled = true where id = ${userId}`

const endedFamilies = () => http.ended.map(({ familyId }) => familyId)
const familyOf = async (token: string) => (await http.tokens.verify(token))!.familyId

describe('signing in', () => {
  test('answers a session as the contract spells it, that works at once', async () => {
    const { email, id } = await http.makeUser('supervisor')
    const { status, body } = await logIn({ email, password: PASSWORD })
    expect(status).toBe(200)
    expect(Object.keys(body).sort()).toEqual(['data', 'success'])
    const session = sessionSchema.parse(body.data)
    expect(session.user).toMatchObject({ id, role: 'supervisor' })
    const caller = await http.call('GET', '/auth/me', { token: session.token })
    expect(userSchema.parse(caller.body.data)).toEqual(session.user)
  })

  test('compares e-mail addresses trimmed and without regard to case', async () => {
    const { email } = await http.makeUser()
    expect((await logIn({ email: `  ${email.toUpperCase()} `, password: PASSWORD })).status).toBe(
      200,
    )
  })

  test('takes a password typed in another Unicode form', async () => {
    const admin = await http.signedIn('admin')
    const email = 'cafe@example.com'
    const body = { email, name: 'Café', role: 'agent', password: 'caf\u00e9 au lait noir' }
    await http.call('POST', '/users', { token: admin.token, body })
    expect((await logIn({ email, password: 'cafe\u0301 au lait noir' })).status).toBe(200)
  })

  test('refuses an unknown e-mail, a wrong password and a disabled user in the same words', async () => {
    const known = await http.makeUser()
    const disabled = await http.makeUser()
    await disable(disabled.id)
    const refusals = [
      await logIn({ email: 'nobody@example.com', password: PASSWORD }),
      await logIn({ email: known.email, password: `${PASSWORD}!` }),
      await logIn({ email: disabled.email, password: PASSWORD }),
      await logIn({ email: 'no address at all', password: PASSWORD }),
    ]
    const seen = refusals.map(({ status, body, headers }) => {
      headers.delete('x-request-id')
      return { status, body, headers: Object.fromEntries(headers) }
    })
    expect(seen[0]).toMatchObject({ status: 401, body: { error: { code: 'unauthenticated' } } })
    for (const one of seen) expect(one).toEqual(seen[0]!)
  })

  test('takes its time whoever asks: a quick refusal would tell who is there', async () => {
    const known = await http.makeUser()
    const disabled = await http.makeUser()
    await disable(disabled.id)
    const best = new Map(
      [known.email, 'nobody@example.com', disabled.email].map((email) => [
        email,
        Number.POSITIVE_INFINITY,
      ]),
    )
    // In turn: whatever else the machine does slows all of them.
    for (let n = 0; n < 6; n++) {
      for (const [email, quickest] of best) {
        const start = performance.now()
        await logIn({ email, password: 'a wrong password' })
        best.set(email, Math.min(quickest, performance.now() - start))
      }
    }
    const [usual, ...others] = best.values()
    for (const quickest of others) expect(quickest).toBeGreaterThan(usual! / 2)
  })

  test('stores neither password nor refresh token as they are', async () => {
    const { email, id } = await http.makeUser()
    const { refresh_token } = await http.signIn(email)
    const rows = await http.ctx.sql`
      select u.*, t.* from users u join refresh_tokens t on t.user_id = u.id where u.id = ${id}`
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain(refresh_token)
    expect(JSON.stringify(rows)).not.toContain(PASSWORD)
  })

  test('with a password that is changed in the same moment starts nothing', async () => {
    const { email, id } = await http.makeUser()
    const { sql } = http.ctx
    const attempt = await sql.begin(async (tx) => {
      await tx`update users set password_hash = 'another' where id = ${id}`
      const attempt = logIn({ email, password: PASSWORD })
      await http.waitsForALock()
      return { attempt }
    })
    expect((await attempt.attempt).status).toBe(401)
    expect(await sql`select 1 from refresh_tokens where user_id = ${id}`).toHaveLength(0)
  })

  const hostile: [string, unknown][] = [
    ['null', null],
    ['an array', [{ email: 'a', password: 'b' }]],
    ['a number', 7],
    ['a string', 'email'],
    ['nothing in it', {}],
    ['null fields', { email: null, password: null }],
    ['objects for fields', { email: { $gt: '' }, password: { $gt: '' } }],
    ['arrays for fields', { email: ['a@example.com'], password: ['b'] }],
    ['numbers for fields', { email: 1, password: 2 }],
    ['a long e-mail', { email: `${'a'.repeat(5000)}@example.com`, password: PASSWORD }],
    ['a long password', { email: 'a@example.com', password: 'x'.repeat(200_000) }],
    ['an empty password', { email: 'a@example.com', password: '' }],
    ['NUL in the e-mail', { email: 'a\0@example.com', password: PASSWORD }],
    ['NUL in the password', { email: 'a@example.com', password: 'a\0b' }],
    ['half a character', { email: 'a\ud800@example.com', password: PASSWORD }],
  ]
  test.each(hostile)('with %s answers invalid_request', async (_, body) => {
    const answer = await logIn(body)
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalid_request' } } })
  })

  test('with __proto__ or doubled keys is judged by its own fields alone', async () => {
    const { email } = await http.makeUser()
    const send = (body: string) =>
      http.send('/auth/login', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
    const password = JSON.stringify(PASSWORD)
    const polluted = await send(`{"__proto__":{"email":"${email}"},"password":${password}}`)
    expect(polluted.status).toBe(400)
    const doubled = await send(`{"email":"${email}","password":"wrong one","password":${password}}`)
    expect(doubled.status).toBe(200)
    const constructed = await send(`{"constructor":{},"email":"${email}","password":${password}}`)
    expect(constructed.status).toBe(200)
  })
})

describe('sign-in limits', () => {
  test('the eleventh guess from an address waits, the right password too, until the time is over', async () => {
    const limited = openTestHttp(database.url, { rateLimits: LIMITS })
    const { email } = await limited.makeUser()
    const guess = (password: string, address: string) =>
      limited.call('POST', '/auth/login', { body: { email, password }, address })
    for (let n = 0; n < 10; n++) expect((await guess(`wrong ${n}`, '203.0.113.9')).status).toBe(401)
    const refused = await guess(PASSWORD, '203.0.113.9')
    expect(refused).toMatchObject({ status: 429, body: { error: { code: 'rate_limited' } } })
    expect(Number(refused.headers.get('retry-after'))).toBe(15 * 60)
    expect((await guess(PASSWORD, '203.0.113.10')).status).toBe(200)
    limited.clock.now += 15 * 60_000
    expect((await guess(PASSWORD, '203.0.113.9')).status).toBe(200)
    await limited.close()
  })

  test('an address can’t be made up by a caller whose body comes in pieces', async () => {
    const limited = openTestHttp(database.url, { rateLimits: LIMITS })
    const server = Bun.serve({ port: 0, fetch: limited.app.fetch })
    const guess = (n: number) =>
      fetch(new URL('/auth/login', server.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': `203.0.113.${n}` },
        body: (async function* () {
          yield `{"email":"nobody@example.com",`
          yield `"password":"wrong ${n}"}`
        })() as unknown as BodyInit,
      })
    const statuses: number[] = []
    for (let n = 0; n < 11; n++) statuses.push((await guess(n)).status)
    expect(statuses).toEqual([...Array(10).fill(401), 429])
    await server.stop(true)
    await limited.close()
  })

  test('guessing one’s own current password is limited as well', async () => {
    const limited = openTestHttp(database.url, { rateLimits: LIMITS })
    const { token } = await limited.signedIn()
    const body = { current_password: 'wrong', new_password: 'a new password' }
    const statuses: number[] = []
    for (let n = 0; n < 11; n++) {
      statuses.push((await limited.call('POST', '/auth/password', { token, body })).status)
    }
    expect(statuses).toEqual([...Array(10).fill(422), 429])
    await limited.close()
  })
})

describe('refreshing', () => {
  test('gives a new pair of tokens of the same sign-in', async () => {
    const old = await http.signedIn()
    const { status, body } = await refresh(old.refresh_token)
    expect(status).toBe(200)
    const next = sessionSchema.parse(body.data)
    expect(next.refresh_token).not.toBe(old.refresh_token)
    expect(await familyOf(next.token)).toBe(await familyOf(old.token))
    expect(await me(next.token)).toBe(200)
  })

  test('lets all tabs win that race with one token, each with a token of its own', async () => {
    const { refresh_token } = await http.signedIn()
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(refresh_token)))
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200))
    const next = answers.map(({ body }) => body.data.refresh_token as string)
    expect(new Set(next).size).toBe(8)
    for (const token of next) expect((await refresh(token)).status).toBe(200)
  })

  test('lets a tab win that comes 20 s after the first one', async () => {
    const { refresh_token } = await http.signedIn()
    await refresh(refresh_token)
    http.clock.now += REFRESH_RACE_MS
    expect((await refresh(refresh_token)).status).toBe(200)
  })

  test('with a token used longer ago ends the whole sign-in: tokens, access and sockets', async () => {
    const stolen = await http.signedIn()
    const bystander = await http.signIn(stolen.email)
    const { body } = await refresh(stolen.refresh_token)
    const owner = sessionSchema.parse(body.data)
    http.clock.now += REFRESH_RACE_MS + 1
    expect(await me(owner.token)).toBe(200)

    expect((await refresh(stolen.refresh_token)).status).toBe(401)
    expect((await refresh(owner.refresh_token)).status).toBe(401)
    expect(await me(owner.token)).toBe(401)
    expect(endedFamilies()).toContain(await familyOf(owner.token))
    expect(await me(bystander.token)).toBe(200)
  })

  test('is refused in the same words for what is unknown, expired, revoked or of a disabled user', async () => {
    const disabled = await http.signedIn()
    await disable(disabled.id)
    const revoked = await http.signedIn()
    await http.call('POST', '/auth/logout', { token: revoked.token })
    const expired = await http.signedIn()
    const soon = http.clock.now
    const refusals = [await refresh('unknown'), await refresh(disabled.refresh_token)]
    refusals.push(await refresh(revoked.refresh_token), await refresh(`${expired.refresh_token} `))
    http.clock.now += http.deps.config.refreshTokenMs
    refusals.push(await refresh(expired.refresh_token))
    http.clock.now = soon
    for (const { status, body } of refusals) {
      expect(status).toBe(401)
      expect(body).toEqual(refusals[0]!.body)
    }
  })

  test('that races with signing out leaves nothing behind that works', async () => {
    for (let round = 0; round < 10; round++) {
      const { token, refresh_token } = await http.signedIn()
      const [refreshed] = await Promise.all([
        refresh(refresh_token),
        http.call('POST', '/auth/logout', { token }),
      ])
      if (refreshed.status !== 200) continue
      const next = sessionSchema.parse(refreshed.body.data)
      expect(await me(next.token)).toBe(401)
      expect((await refresh(next.refresh_token)).status).toBe(401)
    }
  })

  test.each<[string, unknown]>([
    ['null', null],
    ['a number', 7],
    ['an array', ['x']],
    ['an object', {}],
    ['an empty string', ''],
    ['a long string', 'x'.repeat(100_000)],
  ])('with %s for a token answers invalid_request', async (_, token) => {
    expect((await refresh(token)).status).toBe(400)
  })
})

describe('signing out', () => {
  test('ends the tokens and the sockets of this sign-in at once, and of no other', async () => {
    const here = await http.signedIn()
    const elsewhere = await http.signIn(here.email)
    expect((await http.call('POST', '/auth/logout', { token: here.token })).status).toBe(200)
    expect(await me(here.token)).toBe(401)
    expect((await refresh(here.refresh_token)).status).toBe(401)
    expect(await me(elsewhere.token)).toBe(200)
    expect(endedFamilies()).toContain(await familyOf(here.token))
    expect(endedFamilies()).not.toContain(await familyOf(elsewhere.token))
  })

  test('takes the refresh token of another sign-in of one’s own with it, and nobody else’s', async () => {
    const here = await http.signedIn()
    const elsewhere = await http.signIn(here.email)
    const stranger = await http.signedIn()
    const out = (token: string, refresh_token: string) =>
      http.call('POST', '/auth/logout', { token, body: { refresh_token } })
    expect((await out(here.token, elsewhere.refresh_token)).status).toBe(200)
    expect(await me(elsewhere.token)).toBe(401)
    const again = await http.signIn(here.email)
    expect((await out(again.token, stranger.refresh_token)).status).toBe(200)
    expect(await me(stranger.token)).toBe(200)
  })

  test('needs no body, also where a client announces one', async () => {
    const { token } = await http.signedIn()
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    expect((await http.send('/auth/logout', { method: 'POST', headers })).status).toBe(200)
  })

  test('with a malformed body signs nobody out', async () => {
    const { token } = await http.signedIn()
    for (const body of [null, [], { refresh_token: 1 }]) {
      expect((await http.call('POST', '/auth/logout', { token, body })).status).toBe(400)
    }
    expect(await me(token)).toBe(200)
  })
})

describe('changing one’s password', () => {
  const change = (token: string | undefined, current_password: unknown, new_password: unknown) =>
    http.call('POST', '/auth/password', { token, body: { current_password, new_password } })

  test('ends the other sign-ins with their sockets, and this one goes on', async () => {
    const here = await http.signedIn()
    const elsewhere = await http.signIn(here.email)
    expect((await change(here.token, PASSWORD, 'a much better one')).status).toBe(200)
    expect(await me(here.token)).toBe(200)
    expect((await refresh(here.refresh_token)).status).toBe(200)
    expect(await me(elsewhere.token)).toBe(401)
    expect((await refresh(elsewhere.refresh_token)).status).toBe(401)
    expect(endedFamilies()).toContain(await familyOf(elsewhere.token))
    expect(endedFamilies()).not.toContain(await familyOf(here.token))
    expect((await logIn({ email: here.email, password: PASSWORD })).status).toBe(401)
    expect((await logIn({ email: here.email, password: 'a much better one' })).status).toBe(200)
  })

  test('needs the current password', async () => {
    const { token, email } = await http.signedIn()
    const refused = await change(token, 'not the password', 'a much better one')
    expect(refused).toMatchObject({ status: 422, body: { error: { code: 'unprocessable' } } })
    expect((await logIn({ email, password: PASSWORD })).status).toBe(200)
  })

  test('is won by one of two that race', async () => {
    const { token, email } = await http.signedIn()
    const wanted = ['the first new one', 'the second new one']
    const answers = await Promise.all(wanted.map((password) => change(token, PASSWORD, password)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422])
    const won = wanted[answers.findIndex(({ status }) => status === 200)]!
    expect((await logIn({ email, password: won })).status).toBe(200)
  })

  test('takes 12 to 256 characters', async () => {
    const { token } = await http.signedIn()
    expect((await change(token, PASSWORD, 'x'.repeat(11))).status).toBe(400)
    expect((await change(token, PASSWORD, 'x'.repeat(257))).status).toBe(400)
    expect((await change(token, PASSWORD, 'x'.repeat(12))).status).toBe(200)
    expect((await change(token, 'x'.repeat(12), 'x'.repeat(256))).status).toBe(200)
  })

  test.each<[string, unknown]>([
    ['null', null],
    ['a number', 7],
    ['an array', ['long enough for it']],
    ['an object', {}],
    ['NUL in it', 'long enough\0 for it'],
  ])('with %s for the new one answers invalid_request', async (_, password) => {
    const { token } = await http.signedIn()
    expect((await change(token, PASSWORD, password)).status).toBe(400)
  })
})

describe('who is not signed in', () => {
  test('is refused at every route that asks for a session, before its body is looked at', async () => {
    for (const [method, path] of [
      ['GET', '/auth/me'],
      ['POST', '/auth/logout'],
      ['POST', '/auth/password'],
    ] as const) {
      const answer = await http.call(method, path, method === 'POST' ? { body: [] } : {})
      expect(answer).toMatchObject({ status: 401, body: { error: { code: 'unauthenticated' } } })
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    }
  })

  test('gets one and the same answer, whatever is wrong with the token', async () => {
    const { token, id, refresh_token } = await http.signedIn()
    const { token: unknownFamily } = await http.tokens.issue(id, Bun.randomUUIDv7())
    const nobody = Bun.randomUUIDv7()
    const { token: unknownUser } = await http.tokens.issue(nobody, await familyOf(token))
    const other = await http.signedIn()
    const { token: mixed } = await http.tokens.issue(id, await familyOf(other.token))
    const given = [
      '',
      'Bearer',
      `Basic ${token}`,
      `Token ${token}`,
      token,
      `Bearer ${token}, Bearer ${token}`,
      `Bearer ${refresh_token}`,
      `Bearer ${token}x`,
      `Bearer ${unknownFamily}`,
      `Bearer ${unknownUser}`,
      `Bearer ${mixed}`,
    ]
    const answers = await Promise.all(
      given.map((authorization) => http.send('/auth/me', { headers: { authorization } })),
    )
    for (const { status, body } of answers) {
      expect(status).toBe(401)
      expect(body).toEqual(answers[0]!.body)
    }
  })

  test('is whoever’s token ran out, or who was disabled in the meantime', async () => {
    const { token, id } = await http.signedIn()
    const now = http.clock.now
    http.clock.now += 16 * 60_000
    expect(await me(token)).toBe(401)
    http.clock.now = now
    expect(await me(token)).toBe(200)
    await disable(id)
    expect(await me(token)).toBe(401)
  })
})

describe('the first admin', () => {
  test('is made once, when there is nobody, also by several processes at once', async () => {
    const empty = await testDatabase()
    const processes = [openTestHttp(empty.url), openTestHttp(empty.url), openTestHttp(empty.url)]
    const made = await Promise.all(
      processes.map(({ ctx }, n) =>
        ensureAdmin(ctx, { email: ` Admin${n}@Example.com`, password: PASSWORD }),
      ),
    )
    expect(made.filter(Boolean)).toHaveLength(1)
    const [first] = processes
    const again = await ensureAdmin(first!.ctx, { email: 'more@example.com', password: PASSWORD })
    expect(again).toBe(false)
    const { token } = await first!.signIn(`admin${made.indexOf(true)}@example.com`)
    const users = await first!.call('GET', '/users', { token })
    expect(users.body.data).toMatchObject([{ role: 'admin', disabled: false }])
    for (const { close } of processes) await close()
    await empty.drop()
  })
})
