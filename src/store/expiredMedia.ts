import type { Message } from '../protocol/message.ts'
import type { Sql, Tx } from './database.ts'

/** Messages with expired files, oldest first, grouped by room. */
export async function findExpiredMedia(
  sql: Sql,
  { before, limit }: { before: number; limit: number },
): Promise<{ roomId: string; messageIds: string[] }[]> {
  return sql<{ roomId: string; messageIds: string[] }[]>`
    with old as (
      select message_id from media where state = 'stored' and created_at < ${new Date(before).toISOString()}::text::timestamptz
       order by created_at limit ${limit}
    )
    select m.room_id as "roomId", array_agg(m.id) as "messageIds"
      from old o, lateral (select id, room_id from messages where id = o.message_id offset 0) m
     group by m.room_id order by m.room_id`
}

const EXPIRED = JSON.stringify({
  media_error: { reason: 'expired', message: 'The file is older than files are kept.' },
})

/** Drops the files of these messages of a locked room. @returns the messages that had one, as they are now */
export async function dropExpiredMedia(
  tx: Tx,
  messageIds: readonly string[],
  at: string,
): Promise<Message[]> {
  const had = await tx<{ id: string }[]>`
    select message_id as id from media where message_id = any(${messageIds as string[]}::uuid[]) and state = 'stored'`
  const ids = had.map(({ id }) => id)
  await tx`select let_go_of_files(${ids}::uuid[])`
  const rows = await tx<{ message: Message }[]>`
    update messages m set gcs_filename = null, gcs_url = null, metadata = metadata || ${EXPIRED}::text::jsonb,
           updated_at = ${at}::text::timestamptz
     where id = any(${ids}::uuid[]) returning message_json(m) as message`
  return rows.map(({ message }) => message)
}
