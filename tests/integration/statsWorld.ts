import type { Sql } from '../../src/store/database.ts'
import type { FeedWorld } from './feedWorld.ts'

type Said = { roomId: string; at: string }

/** A message that a colleague wrote, or a machine (null), as a send stores it. */
export const answer = (sql: Sql, { roomId, at, userId }: Said & { userId: string | null }) => sql`
  with room as (update rooms set last_seq = last_seq + 1 where id = ${roomId} returning last_seq)
  insert into messages (id, seq, room_id, direction, user_id, content_type, content_text, status, created_at, updated_at, created_second)
  select ${Bun.randomUUIDv7()}, last_seq, ${roomId}, 'outgoing', ${userId}, 'text', 'ours', 'sent', ${at}::timestamptz,
         ${at}::timestamptz, floor(extract(epoch from ${at}::timestamptz)) from room`

const question = (sql: Sql, { roomId, at }: Said) => sql`
  with room as (update rooms set last_seq = last_seq + 1 where id = ${roomId} returning last_seq)
  insert into messages (id, seq, room_id, direction, content_type, content_text, status, created_at, updated_at, created_second)
  select ${Bun.randomUUIDv7()}, last_seq, ${roomId}, 'incoming', 'text', 'theirs', 'received', ${at}::timestamptz,
         ${at}::timestamptz, floor(extract(epoch from ${at}::timestamptz)) from room`

/** A room whose customer wrote at these times only. */
export async function askedAt(world: FeedWorld, ...times: string[]): Promise<string> {
  const { id } = await world.newRoom()
  await world.sql`delete from messages where room_id = ${id}`
  for (const at of times) await question(world.sql, { roomId: id, at })
  return id
}

const DAY_MS = 24 * 3_600_000
/** Longer than a test of a day's counts takes. */
const LEFT_MS = 15_000

/** For tests of what is counted by day: if UTC's day is about to end, resolves when the next one has begun. */
export async function dayWithTimeLeft(): Promise<void> {
  const left = DAY_MS - (Date.now() % DAY_MS)
  if (left < LEFT_MS) await Bun.sleep(left)
}
