import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { type TestDatabase, testDatabase } from '../helpers/cluster.ts'
import { LIMITS, openTestHttp, PASSWORD, type TestHttp } from '../helpers/httpApp.ts'

setDefaultTimeout(60_000)

const LOCKOUT = 5
let database: TestDatabase
let http: TestHttp
/** Another process on the same database. */
let other: TestHttp
beforeAll(async () => {
  database = await testDatabase()
  const rateLimits = { ...LIMITS, lockout: LOCKOUT, requests: 60_000 }
  http = openTestHttp(database.url, { rateLimits })
  other = openTestHttp(database.url, { rateLimits })
})
afterAll(async () => {
  await http.close()
  await other.close()
  await database.drop()
})

let addresses = 0
/** Each from another address, so that no other limit is met. */
const elsewhere = () => `10.${++addresses >> 16}.${(addresses >> 8) & 255}.${addresses & 255}`
const logIn = (email: string, { password = PASSWORD, address = elsewhere(), there = http } = {}) =>
  there.call('POST', '/auth/login', { body: { email, password }, address })
const lock = async (email: string) => {
  for (let n = 0; n < LOCKOUT; n++) await logIn(email, { password: `wrong ${n}` })
}

describe('an account that is guessed at from everywhere', () => {
  test('is locked for strangers on every process, until the hour is over', async () => {
    const { email, id } = await http.makeUser()
    await lock(email)
    const refused = await logIn(email)
    expect(refused).toMatchObject({ status: 429, body: { error: { code: 'rate_limited' } } })
    expect(Number(refused.headers.get('retry-after'))).toBe(3600)
    expect((await logIn(email.toUpperCase(), { there: other })).status).toBe(429)
    const acts = await http.ctx.sql`
      select target_id from audit_log where action = 'account_locked' and target_id = ${id}`
    expect(acts).toHaveLength(1)
    http.clock.now += 3_600_000
    expect((await logIn(email)).status).toBe(200)
    http.clock.now -= 3_600_000
  })

  test('stays open to who has signed in from there before', async () => {
    const { email } = await http.makeUser()
    const home = elsewhere()
    expect((await logIn(email, { address: home })).status).toBe(200)
    await lock(email)
    expect((await logIn(email)).status).toBe(429)
    expect((await logIn(email, { address: home, password: 'wrong' })).status).toBe(401)
    expect((await logIn(email, { address: home })).status).toBe(200)
    // A success ends the row of failures.
    expect((await logIn(email)).status).toBe(200)
  })

  test('knows a whole IPv6 network, and forgets it after 90 days', async () => {
    const { email } = await http.makeUser()
    expect((await logIn(email, { address: '2001:db8:7::1' })).status).toBe(200)
    await lock(email)
    expect((await logIn(email, { address: '2001:db8:8::1' })).status).toBe(429)
    expect((await logIn(email, { address: '2001:db8:7::2' })).status).toBe(200)
    http.clock.now += 91 * 86_400_000
    await lock(email)
    expect((await logIn(email, { address: '2001:db8:7::1' })).status).toBe(429)
    http.clock.now -= 91 * 86_400_000
  })

  test('is locked by failures in a row only', async () => {
    const { email } = await http.makeUser()
    for (let round = 0; round < 3; round++) {
      for (let n = 1; n < LOCKOUT; n++) await logIn(email, { password: 'wrong' })
      expect((await logIn(email)).status).toBe(200)
    }
  })

  test('allows no more guesses at once than one after the other', async () => {
    const { email } = await http.makeUser()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        logIn(email, { password: `wrong ${n}`, there: n % 2 ? http : other }),
      ),
    )
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 401)).toHaveLength(LOCKOUT)
    expect(statuses.filter((status) => status === 429)).toHaveLength(20 - LOCKOUT)
  })
})

test('an e-mail address that is nobody’s is locked in the same words', async () => {
  const { email } = await http.makeUser()
  const nobody = `${Bun.randomUUIDv7()}@example.com`
  const answers = await Promise.all(
    [email, nobody].map(async (tried) => {
      await lock(tried)
      const { status, body } = await logIn(tried, { password: 'wrong' })
      return { status, body }
    }),
  )
  expect(answers[0]).toEqual(answers[1]!)
  expect(answers[0]!.status).toBe(429)
  const rows = await http.ctx.sql`select account from sign_in_failures`
  expect(rows.length).toBeGreaterThanOrEqual(2)
  for (const { account } of rows) expect(account).toMatch(/^[0-9a-f]{64}$/)
})
