import type { RoomFacts } from '../domain/event.ts'
import type { Sql } from './database.ts'

/** Rooms with the log's position in the same snapshot; rooms that no longer exist are left out. */
export async function readSnapshot(
  sql: Sql,
  roomIds: readonly string[],
): Promise<{ eventId: number; rooms: RoomFacts[] }> {
  const [row] = await sql<{ event_id: string; rooms: RoomFacts[] }[]>`
    select log_position() as event_id,
      (select coalesce(json_agg(facts), '[]') from room_facts where id = any(${roomIds as string[]}::uuid[])) as rooms`
  return { eventId: Number(row!.event_id), rooms: row!.rooms }
}
