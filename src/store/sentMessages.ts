import type { EventDraft } from '../domain/event.ts'
import type { OutgoingFile, SentContent } from '../domain/outgoing.ts'
import type { Actor } from '../domain/participation.ts'
import type { Message } from '../protocol/message.ts'
import type { Tx } from './database.ts'
import { type AnsweredEvent, draftOf } from './events.ts'

/** A message with the content that was sent to Meta, if it is one of our sends (for a note, at most its type), and its file. */
export type KnownMessage = {
  message: Message
  content: SentContent | null
  file: (OutgoingFile & { state: string }) | null
  channelId: string
  /** ISO: when the customer last wrote. */
  customerAt: string | null
}

/** A message; null if the reader may not see it. */
export async function readMessage(
  tx: Tx,
  reader: Actor,
  messageId: string,
): Promise<KnownMessage | null> {
  const [row] = await tx<KnownMessage[]>`
    select message_json(m) as message, s.content, r.channel_id as "channelId", iso(r.customer_at) as "customerAt",
           case when f.object is not null then json_build_object('object', f.object, 'size', f.size, 'mime', f.mime,
             'sha256', f.sha256, 'filename', m.original_filename, 'graphMediaId', f.graph_media_id,
             'graphUploadedAt', iso(f.graph_uploaded_at), 'graphChannelId', r.channel_id, 'state', f.state) end as file
      from messages m join rooms r on r.id = m.room_id
      left join sends s on s.message_id = m.id
      left join media f on f.message_id = m.id
     where m.id = ${messageId} and (${reader.staff} or r.participant_ids @> array[${reader.id}::uuid])`
  return row ?? null
}

/** The rooms of those of these messages that are stored. */
export async function roomsOfWamids(
  tx: Tx,
  wamids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx<{ wamid: string; roomId: string }[]>`
    select wa_message_id as wamid, room_id as "roomId" from messages where wa_message_id = any(${wamids as string[]}::text[])`
  return new Map(rows.map(({ wamid, roomId }) => [wamid, roomId]))
}

/** Whether this caller has used this key before. */
export async function isRepeat(tx: Tx, sentBy: string, requestKey: string): Promise<boolean> {
  const rows = await tx`
    select 1 from sends where sent_by = ${sentBy} and client_message_id = ${requestKey}`
  return rows.length > 0
}

/** What this caller has sent with this key before; `seen`: whether it still sees that room. */
export async function readRepeat(
  tx: Tx,
  { id, staff }: Actor,
  requestKey: string,
): Promise<{ hash: string; message: Message; seen: boolean } | null> {
  const [row] = await tx<{ hash: string; message: Message; seen: boolean }[]>`
    select s.request_hash as hash, message_json(m) as message,
           (${staff} or r.participant_ids @> array[${id}::uuid]) as seen
      from sends s join messages m on m.id = s.message_id join rooms r on r.id = m.room_id
     where s.sent_by = ${id} and s.client_message_id = ${requestKey}`
  return row ?? null
}

/**
 * Adds an attempt for a message in a locked room. Its file is uploaded again in any case, since the failure may have been
 * caused by Meta's copy.
 */
export async function addAttempt(
  tx: Tx,
  { message, channelId }: KnownMessage,
  now: number,
): Promise<void> {
  const at = new Date(now).toISOString()
  const [attempt] = await tx<{ attempt: number }[]>`
    insert into message_attempts (message_id, attempt)
    select ${message.id}, coalesce(max(attempt), 0) + 1 from message_attempts where message_id = ${message.id}
    returning attempt`
  if (message.status === 'failed') {
    await tx`update media set graph_media_id = null, graph_uploaded_at = null where message_id = ${message.id}`
  }
  await tx`
    select put_in_outbox(${message.id}, ${attempt!.attempt}, ${message.room_id}, ${channelId}, 0::smallint,
      ${at}::text::timestamptz)`
}

/** Updates the shown status of a message in a locked room. @returns the event, if the status changed */
export async function showStatus(tx: Tx, messageId: string, now: number): Promise<EventDraft[]> {
  const [row] = await tx<{ drafts: AnsweredEvent[] }[]>`
    select drafts_json(show_statuses(array[${messageId}::uuid], ${new Date(now).toISOString()}::text::timestamptz)) as drafts`
  return row!.drafts.map(draftOf)
}

/**
 * Removes the content of a message in a locked room, and that of its send; its type, time and status stay.
 * @returns the message as it is now
 */
export async function clearMessage(
  tx: Tx,
  messageId: string,
  { by, now }: { by: string; now: number },
): Promise<Message> {
  const at = new Date(now).toISOString()
  await tx`update sends set content = '{"type":"deleted"}' where message_id = ${messageId}`
  await tx`select let_go_of_files(array[${messageId}::uuid])`
  const [row] = await tx<{ message: Message }[]>`
    update messages m set content_text = null, reaction_emoji = null, media_id = null, gcs_filename = null, gcs_url = null,
           file_size = null, mime_type = null, original_filename = null, updated_at = ${at}::text::timestamptz,
           metadata = jsonb_strip_nulls(jsonb_build_object('error', m.metadata->'error',
             'deleted', jsonb_build_object('at', ${at}::text, 'by', ${by}::text)))
     where id = ${messageId} returning message_json(m) as message`
  return row!.message
}
