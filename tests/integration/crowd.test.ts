import { afterAll, beforeAll, expect, test } from 'bun:test'
import { Hono } from 'hono'
import { openDatabase } from '../../src/store/database.ts'
import { type TestDatabase, testDatabase } from '../helpers/cluster.ts'
import { LIMITS, openTestHttp, type TestHttp } from '../helpers/httpApp.ts'
import { hold, waitForWaiting } from './feedWorld.ts'

/** More than there are connections to the database: the rest waits for one. */
const AT_ONCE = 20
const CONNECTIONS = 12

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

test('while the database is slow so many requests wait for it; one more is told at once when to come back, and all that waited are answered', async () => {
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
    body: 'phone,name\n628123456789,Ana\n',
  })

  await slow.release()
  const answered = await Promise.all(waiting)
  expect(new Set(answered.map(({ status }) => status))).toEqual(new Set([200]))
  expect((await upload).status).toBe(200)
  expect((await ask()).status).toBe(200)
  await close()
})
