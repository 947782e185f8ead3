import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { findWaitingRooms, readCandidates } from '../../src/store/autoAssign.ts'
import type { Tx } from '../../src/store/database.ts'
import { openAutoAssign } from './autoAssignWorld.ts'

const { world, setMode, empty, online } = await openAutoAssign()
afterAll(() => world.stop())
beforeEach(empty)

describe('with much history', () => {
  /** Rooms of nobody, or of an agent. */
  async function manyRooms(status: 'open' | 'closed', userId: string | null) {
    await world.sql`
      insert into rooms (id, channel_id, customer_type, status, participant_ids, activity_at, created_at)
      select gen_random_uuid(), c.id, 'customer', ${status}, array_remove(array[${userId}::uuid], null), now(), now()
        from channels c, generate_series(1, 300)`
    await world.sql`
      insert into room_participants (room_id, user_id, assigned_at)
      select id, ${userId}::uuid, now() from rooms where participant_ids @> array[${userId}::uuid]`
  }
  /** How many rows of rooms, and of what was done to them, are read. */
  const readBy = (work: (tx: Tx) => Promise<unknown>) =>
    world.sql.begin(async (tx) => {
      const read = async () => {
        const [row] = await tx<{ rows: number }[]>`
          select sum(seq_tup_read + idx_tup_fetch)::int as rows from pg_stat_xact_user_tables
           where relname in ('rooms', 'room_participants', 'room_history')`
        return row!.rows
      }
      await tx`set local enable_seqscan = off`
      const before = await read()
      await work(tx)
      return (await read()) - before
    })

  test('the next agent is found without reading all rooms that agents ever had', async () => {
    const { id } = await online()
    await manyRooms('closed', id)
    for (const mode of ['least_busy', 'round_robin'] as const)
      expect(await readBy((tx) => readCandidates(tx, mode))).toBeLessThan(100)
  })

  test('rooms of channels without automatic assignment are not read, however many there are', async () => {
    await online()
    await manyRooms('open', null)
    expect(await readBy((tx) => findWaitingRooms(tx, 200))).toBeLessThan(100)
    await setMode('round_robin')
    expect(await findWaitingRooms(world.sql, 200)).toHaveLength(200)
  })
})
