import { afterAll, beforeAll, expect, test } from 'bun:test'
import postgres from 'postgres'
import { type TestDatabase, testDatabase } from '../helpers/cluster.ts'

let database: TestDatabase
let sql: postgres.Sql

beforeAll(async () => {
  database = await testDatabase()
  sql = postgres(database.url, { max: 1 })
})
afterAll(async () => {
  await sql.end()
  await database.drop()
})

test('the next place in the log is found by its index, also by a session that knew the log empty', async () => {
  await sql`vacuum analyze events`
  // Makes the plan, which this session keeps.
  await sql`select next_event_id()`
  await sql`insert into events (id, slots, kind, room_id, staff, user_ids, data, created_at)
    select n, 1, 'channel_state', null, true, '{}', '{}', now() from generate_series(1, 1000) as n`
  const [scans] = await sql.begin(async (tx) => {
    expect(await tx`select next_event_id()::int as id`).toEqual([{ id: 1001 }] as never)
    return tx`select seq_scan::int, idx_scan::int from pg_stat_xact_user_tables where relname = 'events'`
  })
  expect(scans!.seq_scan).toBe(0)
  expect(scans!.idx_scan).toBeGreaterThan(0)
})
