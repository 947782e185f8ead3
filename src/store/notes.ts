import type { RoomBase, UnnumberedMessage } from '../domain/event.ts'
import type { Tx } from './database.ts'

/**
 * Stores a note in a locked room. It counts as a message, but not as unread, and not as the last message.
 * @returns the room as it was before
 */
export async function insertNote(tx: Tx, note: UnnumberedMessage): Promise<RoomBase> {
  const [row] = await tx<{ base: RoomBase }[]>`
    with room as (
      select *, greatest(activity_at, date_trunc('milliseconds', clock_timestamp())) as stored_at
        from rooms where id = ${note.room_id}
    ), stored as (
      insert into messages (id, seq, room_id, direction, user_id, client_message_id, content_type, content_text, status,
        created_at, updated_at, created_second)
      select ${note.id}, last_seq + 1, id, ${note.direction}, ${note.user_id}, ${note.client_message_id}, ${note.content_type},
        ${note.content_text}, ${note.status}, ${note.created_at}::text::timestamptz, ${note.updated_at}::text::timestamptz,
        floor(extract(epoch from ${note.created_at}::text::timestamptz))
        from room
    ), counted as (
      update rooms set last_seq = last_seq + 1, message_count = message_count + 1 where id = ${note.room_id}
    )
    select json_build_object('seq', last_seq, 'unread_count', unread_count, 'message_count', message_count, 'status', status,
      'customer_at', iso(customer_at), 'activity_at', iso(activity_at), 'stored_at', iso(stored_at)) as base from room`
  return row!.base
}

/**
 * Stores what identifies a repeated request for a note. In the table of sends, so that a `client_message_id` stands for one
 * message of either kind; it never goes to Meta.
 * @throws unique violation if a concurrent request of the same caller was faster
 */
export async function keepRequest(tx: Tx, note: UnnumberedMessage, hash: string): Promise<void> {
  await tx`
    insert into sends (message_id, sent_by, client_message_id, request_hash, content)
    values (${note.id}, ${note.user_id}, ${note.client_message_id}, ${hash}, '{"type":"note"}')`
}
