import { expect, test } from 'bun:test'
import postgres from 'postgres'
import { testDatabase } from '../helpers/cluster.ts'

test.each([0, 1])(
  'the next place in the log is found by its index, also by a session that knew it with %i rows',
  async (before) => {
    await using all = new AsyncDisposableStack()
    const database = await testDatabase()
    all.defer(database.drop)
    const sql = postgres(database.url, { max: 1 })
    all.defer(() => sql.end())
    const append = (from: number, to: number) => sql`
      insert into events (id, slots, kind, room_id, staff, user_ids, data, created_at)
      select n, 1, 'channel_state', null, true, '{}', '{}', now() from generate_series(${from}::int, ${to}::int) as n`
    await append(1, before)
    await sql`vacuum analyze events`
    // Makes the plan, which this session keeps.
    await sql`select next_event_id()`
    await append(before + 1, 1000)
    const [scans] = await sql.begin(async (tx) => {
      expect(await tx`select next_event_id()::int as id`).toEqual([{ id: 1001 }] as never)
      return tx`select seq_scan::int, idx_scan::int from pg_stat_xact_user_tables where relname = 'events'`
    })
    expect(scans!.seq_scan).toBe(0)
    expect(scans!.idx_scan).toBeGreaterThan(0)
  },
)
