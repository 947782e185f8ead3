import { afterAll, beforeAll, expect, test } from 'bun:test'
import { Hono } from 'hono'
import { openDatabase } from '../../src/store/database.ts'
import { type TestDatabase, testDatabase } from '../helpers/cluster.ts'
import { LIMITS, openTestHttp, type TestHttp } from '../helpers/httpApp.ts'
import { hold, waitForWaiting } from '../helpers/locks.ts'

/** More than there are connections to the database: the rest waits for one. */
const AT_ONCE = 20
const CONNECTIONS = 12
const CSV = 'phone,name\n628123456789,Ana\n'

let database: TestDatabase
let http: TestHttp
beforeAll(async () => {
  database = await testDatabase()
  const rateLimits = { ...LIMITS, requestsAtOnce: AT_ONCE }
  const alive = new Hono().get('/alive', (c) => c.json({}))
  http = openTestHttp(database.url, { rateLimits, mounts: [{ path: '/', app: alive }] })
})
afterAll(async () => {
  await http.close()
  await database.drop()
})

test('while the database is slow, requests up to the limit wait and are answered; one more is refused at once with Retry-After', async () => {
  const { token } = await http.signedIn('admin')
  const { sql, close } = openDatabase(database.url, { max: 1 })
  const ask = () => http.call('GET', '/auth/me', { token })
  const slow = await hold(database.url, (tx) => tx`lock table users in access exclusive mode`)
  const waiting = Array.from({ length: AT_ONCE }, ask)
  await waitForWaiting(sql, CONNECTIONS)

  for (const { status, headers, body } of await Promise.all([ask(), ask(), ask()])) {
    expect(status).toBe(503)
    expect(headers.get('retry-after')).toBe('1')
    expect(body.error).toMatchObject({ code: 'unavailable', details: { retry_after: 1 } })
  }
  // What is no REST goes on, and an upload stands in a line of its own.
  expect((await http.send('/alive', {})).status).toBe(200)
  const upload = http.send('/leads/import', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
    body: CSV,
  })

  await slow.release()
  const answered = await Promise.all(waiting)
  expect(new Set(answered.map(({ status }) => status))).toEqual(new Set([200]))
  expect((await upload).status).toBe(200)
  expect((await ask()).status).toBe(200)
  await close()
})

test('a flood of sign-ins, each from elsewhere, keeps only sign-ins out: whoever is signed in goes on', async () => {
  const { token, email } = await http.signedIn('admin')
  const signIn = () =>
    http.call('POST', '/auth/login', { body: { email, password: 'not the password' } })
  const slow = await hold(database.url, (tx) => tx`lock table users in access exclusive mode`)
  const flood = Array.from({ length: 64 }, signIn)
  const refused = await signIn()
  expect(refused.status).toBe(503)
  expect(refused.body.error).toMatchObject({ code: 'unavailable', details: { retry_after: 1 } })
  // More than a line holds, and the one of requests has a burst of places.
  const others = Array.from({ length: AT_ONCE }, () => http.call('GET', '/auth/me', { token }))
  await slow.release()
  for (const { status } of await Promise.all(others)) expect(status).toBe(200)
  for (const { status } of await Promise.all(flood)) expect([401, 429]).toContain(status)
})

test('slow uploads of one user use up only that user’s share: other users’ go through', async () => {
  const slow = await http.signedIn('admin')
  const other = await http.signedIn('admin')
  const upload = (token: string, body: BodyInit) =>
    http.send('/leads/import', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
      body,
    })
  /** Reads nothing ahead: whoever asks for it has been let in. */
  const begin = () => {
    const asked = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>()
    const body = new ReadableStream({ pull: asked.resolve }, { highWaterMark: 0 })
    return { answer: upload(slow.token, body), asked: asked.promise }
  }
  const begun = Array.from({ length: 16 }, begin)
  const bodies = await Promise.all(begun.map(({ asked }) => asked))
  const refused = await upload(slow.token, CSV)
  expect(refused.status).toBe(429)
  expect(refused.body.error).toMatchObject({ code: 'rate_limited', details: { retry_after: 1 } })
  expect((await upload(other.token, CSV)).status).toBe(200)

  for (const body of bodies) {
    body.enqueue(new TextEncoder().encode(CSV))
    body.close()
  }
  for (const { status } of await Promise.all(begun.map(({ answer }) => answer)))
    expect(status).toBe(200)
  expect((await upload(slow.token, CSV)).status).toBe(200)
})
