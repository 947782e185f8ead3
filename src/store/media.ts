import type { MediaKind } from '../domain/mediaRules.ts'
import type { Message } from '../protocol/message.ts'
import type { Sql, Tx } from './database.ts'
import type { Reader } from './rooms.ts'

/** A file that is still to be fetched from Meta. `since`: when its message was stored, in ms. */
export type RemoteMedia = {
  messageId: string
  kind: MediaKind
  /** As the sender claims. */
  mime: string | null
  mediaId: string | null
  url: string | null
  tries: number
  since: number
  phoneNumberId: string
}

/** See objectName. */
const MESSAGE_OF_OBJECT = '/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})[.][^/]*$'

const time = (ms: number) => new Date(ms).toISOString()

/** Takes files that are due, the longest waiting first, for as long as the lease: whoever dies loses them to others. */
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

/** When a file that is not here yet is tried again. */
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
 * Of a locked room: its message has its file now.
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
 * Of a locked room: the file of its message will not come.
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

/** The room of a message, which a merge may change as long as it is not locked. */
export async function findRoomOfMessage(tx: Tx, messageId: string): Promise<string | null> {
  const [row] = await tx<{ room_id: string }[]>`
    select room_id from messages where id = ${messageId}`
  return row?.room_id ?? null
}

export type ServedMedia = {
  state: 'remote' | 'stored' | 'failed'
  object: string | null
  size: number
  mime: string
  sha256: string
  fileName: string | null
  /** Taken back by its sender, or deleted: its file is shown no more. */
  gone: boolean
}

/** The file of a message that the reader may see; null if there is none, or not for them. */
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

/**
 * Of these objects, those that some message has, or is about to get again: a file that is still awaited is put under the
 * name of its message.
 */
export async function findKnownObjects(tx: Tx, objects: readonly string[]): Promise<Set<string>> {
  const rows = await tx<{ object: string }[]>`
    select o.object from unnest(${objects as string[]}::text[]) as o(object)
     where exists (select 1 from media f where f.object = o.object)
        or exists (select 1 from media f
                    where f.message_id = substring(o.object from ${MESSAGE_OF_OBJECT})::uuid and f.state = 'remote')`
  return new Set(rows.map(({ object }) => object))
}

/**
 * Objects of which messages have let go, and that no other message has: `remove` each; who fails is tried again. Only what
 * was let go before: a message that is just being sent on may be about to have one of them.
 */
export async function sweepUnwantedObjects(
  sql: Sql,
  { before, limit }: { before: number; limit: number },
  remove: (object: string) => Promise<void>,
): Promise<void> {
  await sql.begin(async (tx) => {
    const rows = await tx<{ object: string; wanted: boolean }[]>`
      select u.object, exists (select 1 from media f where f.object = u.object) as wanted from unwanted_objects u
       where u.at < ${time(before)}::text::timestamptz order by u.at limit ${limit} for update skip locked`
    for (const { object, wanted } of rows) if (!wanted) await remove(object)
    await tx`delete from unwanted_objects where object = any(${rows.map(({ object }) => object)})`
  })
}

/** Messages whose file is older than it is kept, the oldest first, by their rooms. */
export async function findExpiredMedia(
  sql: Sql,
  { before, limit }: { before: number; limit: number },
): Promise<{ roomId: string; messageIds: string[] }[]> {
  return sql<{ roomId: string; messageIds: string[] }[]>`
    with old as (
      select message_id from media where state = 'stored' and created_at < ${time(before)}::text::timestamptz
       order by created_at limit ${limit}
    )
    select m.room_id as "roomId", array_agg(m.id) as "messageIds"
      from old o, lateral (select id, room_id from messages where id = o.message_id offset 0) m
     group by m.room_id order by m.room_id`
}

const EXPIRED = JSON.stringify({
  media_error: { reason: 'expired', message: 'The file is older than files are kept.' },
})

/** Of a locked room: these messages have no file any more. @returns those that had one, as they are now */
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
