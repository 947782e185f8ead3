import type { Tx } from './database.ts'
import type { Reader } from './rooms.ts'

export type ServedMedia = {
  state: 'remote' | 'stored' | 'failed'
  object: string | null
  size: number
  mime: string
  sha256: string
  fileName: string | null
  /** Whether the message was revoked or deleted: then its file is not served any more. */
  gone: boolean
}

/** The file of a message; null if there is none, or the reader may not see it. */
export async function findServedMedia(
  tx: Tx,
  reader: Reader,
  messageId: string,
): Promise<ServedMedia | null> {
  const [row] = await tx<(ServedMedia & { size: string })[]>`
    select f.state, f.object, f.size, f.mime, f.sha256, m.original_filename as "fileName",
           m.metadata ?| array['revoked', 'deleted'] as gone
      from media f join messages m on m.id = f.message_id join rooms r on r.id = m.room_id
     where f.message_id = ${messageId} and r.merged_into is null
       and (${reader.staff} or r.participant_ids @> array[${reader.id}::uuid])`
  return row ? { ...row, size: Number(row.size) } : null
}

/** The room of a message. A merge may change it as long as the room is not locked. */
export async function findRoomOfMessage(tx: Tx, messageId: string): Promise<string | null> {
  const [row] = await tx<{ room_id: string }[]>`
    select room_id from messages where id = ${messageId}`
  return row?.room_id ?? null
}
