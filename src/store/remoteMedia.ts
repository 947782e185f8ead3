import type { MediaKind } from '../protocol/files.ts'
import type { Message } from '../protocol/message.ts'
import type { Tx } from './database.ts'

/** A file that is still to be fetched from Meta. `since`: when its message was stored, in ms. */
export type RemoteMedia = {
  messageId: string
  kind: MediaKind
  /** The type that Meta's webhook claimed. */
  mime: string | null
  mediaId: string | null
  url: string | null
  tries: number
  since: number
  phoneNumberId: string
}

const time = (ms: number) => new Date(ms).toISOString()

/** Claims due files, the longest waiting first, for the duration of a lease: files of a dead process go to others. */
export async function claimRemoteMedia(
  tx: Tx,
  { now, leaseMs, limit }: { now: number; leaseMs: number; limit: number },
): Promise<RemoteMedia[]> {
  const rows = await tx<(Omit<RemoteMedia, 'since'> & { since: string })[]>`
    with claimed as (
      update media set due_at = ${time(now + leaseMs)}::text::timestamptz, tries = tries + 1
       where message_id = any(array(
         select message_id from media where state = 'remote' and due_at <= ${time(now)}::text::timestamptz
          order by due_at limit ${limit} for update skip locked))
      returning message_id, media_id, url, tries, created_at
    )
    select c.message_id as "messageId", m.media_type as kind, m.mime_type as mime, c.media_id as "mediaId", c.url, c.tries,
           (extract(epoch from c.created_at) * 1000)::float8 as since, h.phone_number_id as "phoneNumberId"
      from claimed c, lateral (select * from messages where id = c.message_id offset 0) m,
        lateral (select channel_id from rooms where id = m.room_id offset 0) r,
        lateral (select phone_number_id from channels where id = r.channel_id offset 0) h`
  return rows.map((row) => ({ ...row, since: Number(row.since) }))
}

/** Sets when a missing file is tried again. */
export async function postponeRemoteMedia(
  tx: Tx,
  messageId: string,
  { dueAt, error }: { dueAt: number; error?: string },
): Promise<void> {
  await tx`
    update media set due_at = ${time(dueAt)}::text::timestamptz, error = coalesce(${error ?? null}, error)
     where message_id = ${messageId} and state = 'remote'`
}

export type StoredFile = { object: string; size: number; mime: string; sha256: string }

/**
 * Records the stored file of a message in a locked room.
 * @returns the message, or null if the file is no longer awaited
 */
export async function writeStoredMedia(
  tx: Tx,
  messageId: string,
  file: StoredFile,
  more: { url: string; metadata: Record<string, unknown>; at: number },
): Promise<Message | null> {
  const [row] = await tx<{ message: Message }[]>`
    with stored as (
      update media set state = 'stored', object = ${file.object}, size = ${file.size}, mime = ${file.mime},
        sha256 = ${file.sha256}, error = null
       where message_id = ${messageId} and state = 'remote' returning message_id
    )
    update messages m set gcs_filename = ${file.object}, gcs_url = ${more.url}, file_size = ${file.size},
        mime_type = ${file.mime}, metadata = metadata || ${JSON.stringify(more.metadata)}::text::jsonb,
        updated_at = ${time(more.at)}::text::timestamptz
      from stored s where m.id = s.message_id
    returning message_json(m) as message`
  return row?.message ?? null
}

/**
 * Records that the file of a message in a locked room will not come.
 * @returns the message, or null if the file is no longer awaited
 */
export async function writeFailedMedia(
  tx: Tx,
  messageId: string,
  { reason, message, at }: { reason: string; message: string; at: number },
): Promise<Message | null> {
  const error = { media_error: { reason, message } }
  const [row] = await tx<{ message: Message }[]>`
    with failed as (
      update media set state = 'failed', error = ${reason}
       where message_id = ${messageId} and state = 'remote' returning message_id
    )
    update messages m set metadata = metadata || ${JSON.stringify(error)}::text::jsonb,
        updated_at = ${time(at)}::text::timestamptz
      from failed f where m.id = f.message_id
    returning message_json(m) as message`
  return row?.message ?? null
}
