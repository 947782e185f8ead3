import { afterAll, beforeAll, expect, test } from 'bun:test'
import postgres from 'postgres'
import { openDatabase, type Sql } from '../../src/store/database.ts'
import { pruneEvents, pruneWebhooks } from '../../src/store/prune.ts'
import { testDatabase } from '../helpers/cluster.ts'
import { waitForWaiting } from '../helpers/locks.ts'
import { type Server, startServer } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'

const DAY_MS = 86_400_000
let server: Server
let sql: Sql
let close: () => Promise<void>
beforeAll(async () => {
  server = await startServer()
  ;({ sql, close } = openDatabase(server.databaseUrl, { max: 2 }))
})
afterAll(async () => {
  await close()
  await server.stop()
})

const before = new Date(Date.now() - 90 * DAY_MS)

async function fill(sql: Sql): Promise<void> {
  await sql`
    insert into quarantine (id, body_hash, body, error, received_at)
    select gen_random_uuid(), 'old ' || n, 'x'::bytea, 'test', now() - interval '91 days' from generate_series(1, 12000) n
     union all select gen_random_uuid(), 'young ' || n, 'x'::bytea, 'test', now() - interval '89 days' from generate_series(1, 3) n`
  await sql`
    insert into webhook_events (hash, field, value, received_at)
    select 'old ' || n, 'test', '{}'::json, now() - interval '91 days' from generate_series(1, 12000) n
     union all select 'young ' || n, 'test', '{}'::json, now() - interval '89 days' from generate_series(1, 3) n`
}
const left = async (sql: Sql) => {
  const [row] = await sql<{ quarantined: number; others: number }[]>`
    select (select count(*)::int from quarantine) as quarantined, (select count(*)::int from webhook_events) as others`
  return row
}

test('old raw webhooks are removed, younger ones stay; a locked one waits for the next run', async () => {
  // Without a server, which prunes as well: what it has in hand would be passed over.
  const database = await testDatabase()
  const { sql, close } = openDatabase(database.url, { max: 2 })
  await fill(sql)
  const other = postgres(database.url, { max: 1 })
  await other.begin(async (tx) => {
    await tx`select 1 from quarantine where body_hash = 'old 7' for update`
    // Would wait for the other for ever.
    await pruneWebhooks(sql, { quarantined: before, others: before })
    expect(await left(sql)).toEqual({ quarantined: 4, others: 3 })
  })
  await pruneWebhooks(sql, { quarantined: before, others: before })
  expect(await left(sql)).toEqual({ quarantined: 3, others: 3 })
  await other.end()
  await close()
  await database.drop()
})

test('while old events can not be pruned for somebody else’s lock, deliveries are stored and told all the same', async () => {
  for (let i = 0; i < 5; i++) await server.deliver(webhook(textMessage(newPhone(), 'old')))
  const other = postgres(server.databaseUrl, { max: 1 })
  let pruning: Promise<void> | undefined
  await other.begin(async (tx) => {
    await tx`select 1 from events where id = (select min(id) from events) for update`
    pruning = pruneEvents(sql, new Date(Date.now() + DAY_MS))
    await waitForWaiting(sql)
    for (let i = 0; i < 5; i++) {
      const stored = await server.deliver(webhook(textMessage(newPhone(), 'new')))
      expect(stored.status).toBe(200)
    }
  })
  await pruning
  const [row] = await sql<{ events: number }[]>`select count(*)::int as events from events`
  expect(row!.events).toBeGreaterThan(0)
  await other.end()
})
