import { expect, test } from 'bun:test'
import postgres from 'postgres'
import { waitForWaiting } from '../helpers/locks.ts'
import { expectNothingLost, openScene } from './scene.ts'
import { seeded } from './seeded.ts'

const CONNECTIONS = 16
/** The number of connections to the database. */
const REQUESTS = 12

test('every connection to PostgreSQL waits for a lock: nothing is answered 200 meanwhile, requests that waited too long get 503, and everything continues once the lock is free; the server stays ready', async () => {
  await using scene = await openScene(seeded('pool exhausted'), { customers: 50 })
  const { url, people } = scene
  const list = async () => {
    const headers = { authorization: `Bearer ${people.admin.token}` }
    const answer = await fetch(`${url}/rooms?limit=10`, { headers })
    await answer.arrayBuffer()
    return answer.status
  }
  const ask = () => Promise.all(Array.from({ length: REQUESTS }, list))
  const postman = scene.load(CONNECTIONS, scene.traffic.single)
  await postman.acks(200)
  const sql = postgres(scene.cluster.url, { max: 1, onnotice: () => {} })
  const watcher = postgres(scene.cluster.url, { max: 1, onnotice: () => {} })
  let [lockedAt, freeAt] = [0, 0]
  await sql.begin(async (tx) => {
    await tx`lock table rooms in access exclusive mode`
    lockedAt = performance.now()
    const asked = ask()
    await waitForWaiting(watcher, REQUESTS)
    // The process and the database are healthy.
    expect(await scene.ready()).toBe(200)
    expect((await fetch(`${url}/health`)).status).toBe(200)
    await postman.refusals(CONNECTIONS)
    expect(new Set(await asked)).toEqual(new Set([503]))
    // Before the commit: what waits for the lock may be answered before that is.
    freeAt = performance.now()
  })
  const during = postman.attempts.filter(({ began, ended }) => began > lockedAt && ended < freeAt)
  expect(during.filter(({ status }) => status !== 503)).toEqual([])
  expect(new Set(await ask())).toEqual(new Set([200]))
  while ((await scene.ready()) !== 200) await Bun.sleep(20)
  await postman.acks(200)
  await postman.finish()
  // Statements of refused requests no longer wait in the database.
  const [row] = await sql`
    select count(*)::int as n from pg_stat_activity where application_name = 'ruang'`
  await sql.end()
  await watcher.end()
  expect(row?.n).toBeLessThan(40)
  await expectNothingLost(scene, postman.acked)
  console.log(`refused after ${Math.round(freeAt - lockedAt)} ms`)
}, 240_000)
