import { afterAll, describe, expect, test } from 'bun:test'
import { ensureAdmin } from '../../src/actions/ensureAdmin.ts'
import { session as sessionSchema } from '../../src/protocol/auth.ts'
import { user as userSchema } from '../../src/protocol/user.ts'
import { testDatabase } from '../helpers/cluster.ts'
import { LIMITS, openTestHttp, PASSWORD } from '../helpers/httpApp.ts'
import { waitForWaiting } from '../helpers/locks.ts'
import { openAuth } from './authWorld.ts'

const { database, http, logIn, disable, stop } = await openAuth()
afterAll(stop)

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

  test('takes the same time for unknown users: a quick refusal would reveal who exists', async () => {
    const known = await http.makeUser()
    const disabled = await http.makeUser()
    await disable(disabled.id)
    const best = new Map(
      [known.email, 'nobody@example.com', disabled.email].map((email) => [
        email,
        Number.POSITIVE_INFINITY,
      ]),
    )
    const alike = () => {
      const [usual, ...others] = best.values()
      return others.every((quickest) => quickest > usual! / 2)
    }
    // In turn, and more often where whatever else the machine does slowed only one of them: that tells the time of each.
    for (let n = 0; n < 6 || (n < 40 && !alike()); n++) {
      for (const [email, quickest] of best) {
        const start = performance.now()
        await logIn({ email, password: 'a wrong password' })
        best.set(email, Math.min(quickest, performance.now() - start))
      }
    }
    expect({ ...Object.fromEntries(best), alike: alike() }).toMatchObject({ alike: true })
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
      await waitForWaiting(http.ctx.sql)
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
    const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: limited.app.fetch })
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
