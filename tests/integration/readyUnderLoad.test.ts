import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import postgres from 'postgres'
import { openDatabase, type Sql } from '../../src/store/database.ts'
import { waitForWaiting } from '../helpers/locks.ts'
import { ready } from '../helpers/ready.ts'
import { type MetricsWorld, openMetricsWorld } from './metricsWorld.ts'

setDefaultTimeout(60_000)

/** As many as there are connections for REST. */
const REQUESTS = 12

let world: MetricsWorld
let watcher: Sql
let close: () => Promise<void>
beforeAll(async () => {
  world = await openMetricsWorld()
  ;({ sql: watcher, close } = openDatabase(world.databaseUrl, { max: 1 }))
})
afterAll(async () => {
  await close()
  await world.stop()
})

test('while all REST requests wait, /ready and /metrics still answer', async () => {
  const [room] = await watcher<{ id: string }[]>`select id from rooms limit 1`
  const other = postgres(world.databaseUrl, { max: 1 })
  const asked = await other.begin(async (tx) => {
    await tx`select lock_rooms(array[${room!.id}::uuid])`
    const all = Array.from({ length: REQUESTS }, (_, n) =>
      world.api('PATCH', `/rooms/${room!.id}`, {
        token: world.admin.token,
        body: { title: `Title ${n}` },
      }),
    )
    await waitForWaiting(watcher, REQUESTS)
    expect((await ready(world.url)).status).toBe(200)
    await world.until((now) => now('ruang_database_up') === 1)
    return { all }
  })
  for (const { status } of await Promise.all(asked.all)) expect(status).toBe(200)
  await other.end()
})

test('a database that does not answer in time is told by both, soon', async () => {
  const other = postgres(world.databaseUrl, { max: 1 })
  await other.begin(async (tx) => {
    await tx`lock table channels in access exclusive mode`
    const [told, read] = await Promise.all([fetch(`${world.url}/ready`), world.read()])
    expect(told.status).toBe(503)
    expect(read('ruang_database_up')).toBe(0)
  })
  await other.end()
})
