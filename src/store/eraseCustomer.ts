import { createHash } from 'node:crypto'
import type { Message } from '../protocol/message.ts'
import type { Tx } from './database.ts'

/** Replaces a customer's name. */
const ERASED_TITLE = 'Deleted customer'

export type Erasing = { by: string | null; at: string }

const erasedMetadata = (tx: Tx, { by, at }: Erasing) => tx`
  jsonb_build_object('deleted', jsonb_build_object('at', ${at}::text, 'by', ${by}::text), 'erased', true)`

/** Every id that a contact has or had at Meta. */
export async function identifiersOf(tx: Tx, contactId: string): Promise<string[]> {
  const rows = await tx<{ value: string }[]>`
    select distinct value from contact_identities where contact_id = ${contactId} and length(value) >= 5`
  return rows.map(({ value }) => value)
}

/**
 * Whether a message of one of these locked rooms is being sent to Meta. Those that wait stay so until the commit: a room's lock
 * alone does not keep them from being claimed.
 */
export async function isSending(tx: Tx, roomIds: readonly string[]): Promise<boolean> {
  const waiting = await tx<{ state: string }[]>`
    select state from outbox where room_id = any(${roomIds as string[]}::uuid[]) for update`
  return waiting.some(({ state }) => state !== 'queued')
}

/**
 * Lets nobody fill `message_search` until the commit (see `follow_for_search`): a step that has read a message before it is
 * erased would write its text afterwards.
 */
const haltIndexing = (tx: Tx) => tx`select pg_advisory_xact_lock(7284, 2)`

/**
 * Erases the content of up to `limit` messages of a locked room, and of all that are not sent yet, which are cancelled: else
 * what is left of a queue would have no turn. Their place, time and author stay.
 */
export async function eraseMessages(
  tx: Tx,
  roomId: string,
  { limit, ...erasing }: Erasing & { limit: number },
): Promise<{ messages: Message[]; files: number }> {
  const due = await tx<{ id: string }[]>`
    select message_id as id from outbox where room_id = ${roomId}
     union
    (select id from messages where room_id = ${roomId} and not metadata ? 'erased' order by created_second, seq limit ${limit})`
  if (due.length === 0) return { messages: [], files: 0 }
  const ids = due.map(({ id }) => id)
  await haltIndexing(tx)
  const at = erasing.at
  const [files] = await tx<{ count: number }[]>`
    select count(*)::int as count from media where message_id = any(${ids}::uuid[]) and object is not null`
  await tx`select let_go_of_files(${ids}::uuid[])`
  await tx`
    update media set media_id = null, sha256 = null, size = null, mime = null where message_id = any(${ids}::uuid[])`
  await tx`delete from outbox where message_id = any(${ids}::uuid[])`
  await tx`
    update sends set content = '{"type":"deleted"}', request_hash = '' where message_id = any(${ids}::uuid[])`
  // With a placeholder instead of Meta's wamid: an attempt without any would take that of a late status.
  await tx`
    update message_attempts set wa_message_id = 'erased:' || message_id || '.' || attempt, error = null,
           failed_at = case when coalesce(sent_at, delivered_at, read_at, played_at, failed_at) is null then ${at}::text::timestamptz else failed_at end
     where message_id = any(${ids}::uuid[])`
  await tx`delete from message_search where message_id = any(${ids}::uuid[])`
  const rows = await tx<{ message: Message }[]>`
    update messages m set content_text = null, wa_message_id = null, reply_to_wa_message_id = null, reaction_emoji = null,
           reaction_to_wa_message_id = null, media_id = null, gcs_filename = null, gcs_url = null, file_size = null,
           mime_type = null, original_filename = null, metadata = ${erasedMetadata(tx, erasing)},
           status = case when status in ('pending', 'unknown') then 'failed' else status end,
           status_timestamp = case when status in ('pending', 'unknown') then ${at}::text::timestamptz else status_timestamp end,
           updated_at = ${at}::text::timestamptz
     where id = any(${ids}::uuid[]) returning message_json(m) as message`
  return { messages: rows.map(({ message }) => message), files: files!.count }
}

/**
 * Erases who a contact is, in the contact and in its rooms, all of them locked, and in those merged into them; Meta's ids no
 * longer find it.
 * @returns how many unread messages there were
 */
export async function eraseIdentity(
  tx: Tx,
  { contactId, roomIds }: { contactId: string; roomIds: readonly string[] },
): Promise<number> {
  const rooms = roomIds as string[]
  await tx`
    update contacts set wa_id = null, bsuid = null, parent_bsuid = null, profile_name = null, username = null
     where id = ${contactId}`
  await tx`delete from contact_identities where contact_id = ${contactId}`
  const [before] = await tx<{ unread: number }[]>`
    select coalesce(sum(unread_count), 0)::int as unread from rooms where id = any(${rooms}::uuid[])`
  await tx`
    update rooms set title = ${ERASED_TITLE}, status = 'closed', tags = '{}', unread_count = 0, lead_id = null,
           customer_at = null, identity_version = identity_version + 1
     where id = any(${rooms}::uuid[])`
  await tx`
    update rooms set title = null, tags = '{}', lead_id = null, customer_at = null where merged_into = any(${rooms}::uuid[])`
  await tx`
    update room_history set data = '{}'
     where room_id = any(${rooms}::uuid[]) and kind in ('title', 'tags', 'lead')`
  return before!.unread
}

/**
 * Erases name and phone of these rooms' leads. The lead of a room that was merged into one of them may have become somebody
 * else's since: it counts only with one of the customer's own ids as its phone, or with none.
 * @returns other rooms that have one of these leads
 */
export async function eraseLeads(
  tx: Tx,
  { roomIds, ids }: { roomIds: readonly string[]; ids: readonly string[] },
): Promise<{ leads: number; roomIds: string[] }> {
  const rooms = roomIds as string[]
  const leads = await tx<{ id: string }[]>`
    update leads set name = null, phone = null, updated_at = now()
     where id = any(array(select lead_id from rooms where id = any(${rooms}::uuid[]) and lead_id is not null))
        or id = any(array(select lead_id from rooms where merged_into = any(${rooms}::uuid[]) and lead_id is not null))
       and (phone is null or phone = any(${ids as string[]}::text[]))
    returning id`
  const others = await tx<{ id: string }[]>`
    select lock_rooms(array(select id from rooms where lead_id = any(${leads.map(({ id }) => id)}::uuid[])
                              and id <> all(${rooms}::uuid[]) and merged_into is null)) as id`
  return { leads: leads.length, roomIds: others.map(({ id }) => id) }
}

/** Rooms that were merged into one of these. */
export async function findRoomsMergedInto(tx: Tx, roomIds: readonly string[]): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select id from rooms where merged_into = any(${roomIds as string[]}::uuid[])`
  return rows.map(({ id }) => id)
}

/**
 * A pattern that finds an id only as a whole, not as a part of a longer one. In JSON, the character before an id may be the
 * letter of an escape (`\n`).
 */
function wholeId(id: string): string {
  if (/^\d+$/.test(id)) return `(^|[^0-9])${id}([^0-9]|$)`
  return `(^|[^[:alnum:]]|\\\\[nrtbf])${id.replace(/[^A-Za-z0-9]/g, '\\$&')}([^[:alnum:]]|$)`
}

/** Removes a customer from stored raw webhooks. @param forget returns a body without them; null if nothing is left */
export async function eraseWebhooks(
  tx: Tx,
  ids: readonly string[],
  forget: (body: Uint8Array) => Uint8Array | null,
): Promise<number> {
  if (ids.length === 0) return 0
  const named = (text: ReturnType<Tx>) => tx`
    exists (select from unnest(${ids as string[]}::text[], ${ids.map(wholeId)}::text[]) as i(id, whole)
             where case when position(i.id in ${text}) > 0 then ${text} ~ i.whole end)`
  const other = await tx`delete from webhook_events where ${named(tx`value::text`)}`
  const waiting = await tx`delete from waiting_updates where ${named(tx`update::text`)}`
  type Kept = { id: string; body: Uint8Array; error: string; attempts: number; received_at: Date }
  const bodies = await tx<(Kept & { replayed_at: Date | null })[]>`
    delete from quarantine
     where exists (select from unnest(${ids as string[]}::text[]) as i(id) where position(convert_to(i.id, 'UTF8') in body) > 0)
    returning id, body, error, attempts, received_at, replayed_at`
  for (const { id, body, error, attempts, received_at, replayed_at } of bodies) {
    const left = forget(body)
    if (left === null) continue
    const hash = createHash('sha256').update(left).digest('hex')
    await tx`
      insert into quarantine (id, body_hash, body, error, attempts, received_at, replayed_at)
      values (${id}, ${hash}, ${left}, ${error}, ${attempts}, ${received_at}, ${replayed_at}) on conflict do nothing`
  }
  return other.count + waiting.count + bodies.length
}

/** The first place of the log, and the next one after its end: anything committed later has a later place. */
export async function findLogEnds(tx: Tx): Promise<{ first: number; next: number }> {
  const [ends] = await tx<{ first: string | null; last: string | null }[]>`
    select (select min(id) from events) as first, (select max(id) from events) as last`
  return { first: Number(ends?.first ?? 0), next: Number(ends?.last ?? -1) + 1 }
}

/**
 * Removes a customer's data from the events of these rooms in a range of the log. The events stay, so that a replay has no
 * gap.
 */
export async function eraseEvents(
  tx: Tx,
  roomIds: readonly string[],
  { from, to, ...erasing }: Erasing & { from: number; to: number },
): Promise<number> {
  const changed = await tx`
    update events set
      data = case
        when kind in ('room_created', 'message', 'message_updated') then (data::jsonb || ${ERASED_CONTENT}::text::jsonb
          || jsonb_build_object('metadata', ${erasedMetadata(tx, erasing)}))::json
        when kind = 'message_status' then (data::jsonb || '{"wa_message_id": null, "error": null}')::json
        when kind = 'tags' then '{"tags": []}'::json
        else data end,
      facts = case when facts::jsonb ? 'room' then jsonb_set(facts::jsonb, '{room}', facts::jsonb->'room' || ${ERASED_SUMMARY}::text::jsonb
          || jsonb_build_object('contact', facts::jsonb#>'{room,contact}' || '{"name": null, "phone": null, "user_id": null, "username": null}'))::json
        else facts end
     where id >= ${from} and id < ${to} and room_id = any(${roomIds as string[]}::uuid[])`
  return changed.count
}

const ERASED_CONTENT = JSON.stringify({
  content_text: null,
  wa_message_id: null,
  reply_to_wa_message_id: null,
  reaction_emoji: null,
  reaction_to_wa_message_id: null,
  media_id: null,
  gcs_filename: null,
  gcs_url: null,
  file_size: null,
  mime_type: null,
  original_filename: null,
})
const ERASED_SUMMARY = JSON.stringify({
  title: ERASED_TITLE,
  tags: [],
  lead: null,
  last_message: null,
  customer_at: null,
})
