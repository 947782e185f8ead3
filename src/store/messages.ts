import type { Message } from '../protocol/message.ts'
import type { Sql } from './database.ts'
import type { Reader } from './rooms.ts'

/** The end of a page of messages: unix seconds of `created_at`, then `seq`. */
export type MessageCursor = { second: number; seq: number }

/**
 * A room's messages, newest first, with the log's position in the same snapshot. Reads one more than `limit`.
 * Null if the reader may not see the room.
 */
export async function listMessages(
  sql: Sql,
  asked: { reader: Reader; roomId: string; before: MessageCursor | null; limit: number },
): Promise<{ eventId: number; messages: Message[] } | null> {
  const { reader, roomId, before, limit } = asked
  const older = before ? sql`(created_second, seq) < (${before.second}, ${before.seq})` : sql`true`
  // SECURITY: nothing is read of a room that the reader may not see, else the time it takes would tell how much is in there.
  const [row] = await sql<{ event_id: string; messages: Message[] | null }[]>`
    select log_position() as event_id, case
      when exists (select 1 from rooms where id = ${roomId} and merged_into is null
                      and (${reader.staff} or participant_ids @> array[${reader.id}::uuid]))
      then (select coalesce(json_agg(message_json(page::messages) order by created_second desc, seq desc), '[]')
              from (select * from messages where room_id = ${roomId} and ${older}
                     order by created_second desc, seq desc limit ${limit + 1}) page) end as messages`
  const { event_id, messages } = row!
  return messages && { eventId: Number(event_id), messages }
}
