import { expect, test } from 'bun:test'
import postgres from 'postgres'
import { privateCluster } from '../helpers/cluster.ts'
import { newPhone, newWamid, textMessage, webhook } from '../helpers/webhooks.ts'
import { openMetricsWorld } from './metricsWorld.ts'

const count = (outcome: string) => `ruang_webhooks_total{outcome="${outcome}"}`
const someMessage = () => webhook(textMessage(newPhone(), 'Halo'))

test('an unreachable database and an internal error are told apart, and each is over once it is fixed', async () => {
  const cluster = await privateCluster()
  const world = await openMetricsWorld({}, cluster.url)

  await cluster.stop('immediate')
  expect((await world.deliver(someMessage())).status).toBe(503)
  const away = await world.read()
  expect([away(count('unavailable')), away(count('failed'))]).toEqual([1, 0])
  await cluster.start()
  await world.until((now) => now('ruang_database_up') === 1)
  expect((await world.deliver(someMessage())).status).toBe(200)

  // Neither can the delivery be stored, nor what is wrong with it be kept.
  const sql = postgres(cluster.url, { max: 1, onnotice: () => {} })
  await sql`alter table messages rename to messages_elsewhere`
  await sql`alter table quarantine rename to quarantine_elsewhere`
  expect((await world.deliver(someMessage())).status).toBe(500)
  await sql`alter table messages_elsewhere rename to messages`
  await sql`alter table quarantine_elsewhere rename to quarantine`
  await sql.end()
  const fixed = await world.read()
  expect([fixed(count('unavailable')), fixed(count('failed'))]).toEqual([1, 1])
  expect((await world.deliver(someMessage())).status).toBe(200)
  await world.stop()
  await cluster.destroy()
}, 60_000)

test('a process whose database a newer version has migrated takes nothing, and blames no payload', async () => {
  const cluster = await privateCluster()
  const world = await openMetricsWorld({}, cluster.url)
  const sql = postgres(cluster.url, { max: 1, onnotice: () => {} })
  await sql`alter function ingest_group rename to ingest_group_of_then`
  const wamid = newWamid()
  const delivery = webhook(textMessage(newPhone(), 'Halo', { wamid }))
  expect((await world.deliver(delivery)).status).toBe(500)
  expect(await sql`select from quarantine`).toHaveLength(0)
  await sql`alter function ingest_group_of_then rename to ingest_group`
  expect((await world.deliver(delivery)).status).toBe(200)
  expect(await sql`select from messages where wa_message_id = ${wamid}`).toHaveLength(1)
  await sql.end()
  await world.stop()
  await cluster.destroy()
}, 60_000)
