import { slotCount } from '../domain/audience.ts'
import type { EventRow, RoomBase, RoomFacts, StoredMessage } from '../domain/event.ts'
import type { KnownRoom } from '../domain/knownRoom.ts'
import type { Sql } from './database.ts'
import { type AnsweredEvent, draftOf, numbered } from './events.ts'
import { columnsOf, type Hits, metIn, type Stranger } from './strangers.ts'

/** What one group of webhook updates writes, as `decideGroup` decided it. */
export type GroupInput = {
  /** Senders who were not looked up: new customers, unless the call finds a customer with exactly these ids. */
  strangers: readonly Stranger[]
  newcomers: {
    contacts: NewContact[]
    identities: { id: string; contact_id: string; kind: string; value: string }[]
    rooms: { id: string; contact_id: string; channel_id: string }[]
  }
  /** The rooms of the messages. */
  rooms: RoomInput[]
  messages: NewMessage[]
  statuses: {
    wamid: string
    message_id: string | null
    attempt: number | null
    status: string
    at: string
    error: unknown
    update: unknown
  }[]
  messageChanges: {
    original_wamid: string
    kind: string
    at: string
    content_text: string | null
    update: unknown
  }[]
  others: {
    hash: string
    field: string
    waba_id: string | null
    phone_number_id: string | null
    value: unknown
  }[]
}

type NewContact = {
  id: string
  wa_id: string | null
  bsuid: string | null
  parent_bsuid: string | null
  profile_name: string | null
  username: string | null
}

/** What a group's messages add to one room. `version` is the identity_version that the decision is based on. */
export type RoomInput = {
  id: string
  version: number
  unread: number
  stored: number
  lastId: string | null
  customerAt: string | null
}

type NewMessage = {
  data: StoredMessage
  /** Index of its room in `rooms`. */
  place: number
  /** Whether it is the first message of a new room (unless the call finds that the customer has one). */
  opens: boolean
  file: {
    message_id: string
    media_id: string | null
    sha256: string | null
    url: string | null
  } | null
}

/** A column of `messages` that is passed as an array of its own. */
type Column = Exclude<keyof StoredMessage, 'metadata' | 'added'>

type Answer = Hits & {
  first: number | null
  waiting: unknown[] | null
  /** Each room as it was before, in the order given, and its participants as `{uuid,…}`. */
  facts: RoomBase[] | null
  people: string[] | null
  /** The new rooms, in the order of their first messages. */
  born: RoomFacts[] | null
  others: AnsweredEvent[] | null
}

/** Our own SQLSTATE: the decision no longer holds, since its facts have changed. The group is decided again. */
export const STALE_DECISION = 'RU001'

/** Whether a group failed because one of its messages is stored already. */
export function isStoredAlready(error: unknown): boolean {
  const { code, constraint_name } = error as { code?: unknown; constraint_name?: unknown }
  return code === '23505' && constraint_name === 'messages_wamid'
}

/**
 * Stores one group with one call and one commit.
 * @returns `rows`: the log's new rows; `met`: the rooms of strangers whom the database knew, by the id planned in `input`;
 *   `waiting`: updates that had waited for one of these messages
 * @throws STALE_DECISION or what `isStoredAlready` recognises, if the group has to be decided again
 */
export async function ingestGroup(
  sql: Sql,
  input: GroupInput,
): Promise<{ rows: EventRow[]; met: ReadonlyMap<string, KnownRoom>; waiting: unknown[] }> {
  const { rooms, messages } = input
  const json = (list: readonly unknown[]) => (list.length > 0 ? JSON.stringify(list) : null)
  const some = <T>(list: T[]) => (list.length > 0 ? list : null)
  const column = (name: Column) => {
    const values = messages.map(({ data }) => data[name])
    return values.some((value) => value !== null) ? values : null
  }
  const born = new Set(input.newcomers.rooms.map(({ id }) => id))
  // As text: the driver derives a list's type from its first element, and takes a list of booleans for one boolean.
  const fresh = born.size > 0 ? rooms.map(({ id }) => (born.has(id) ? 't' : 'f')) : null
  const placeOf = new Map(fresh && rooms.map(({ id }, index) => [id, index + 1]))
  const newcomers = fresh && JSON.stringify(withPlaces(input.newcomers, placeOf))
  const asked = columnsOf(input.strangers, placeOf)
  const echoed = messages.flatMap(({ data }) => (data.direction === 'outgoing' ? [data.id] : []))
  const incoming = messages.filter(({ data }) => data.direction === 'incoming').length
  const unread = rooms.reduce((sum, room) => sum + room.unread, 0)
  const files = messages.flatMap(({ file }) => (file ? [file] : []))
  const [row] = await sql<{ answer: Answer | null }[]>`
    select ingest_group(${asked.kinds}::text[], ${asked.values}::text[], ${asked.places}::int[],
      ${asked.channels}::uuid[], ${asked.asserted}::int[], ${asked.profiles}::text[], ${asked.usernames}::text[],
      ${newcomers}::text::jsonb,
      ${some(rooms.map(({ id }) => id))}::uuid[], ${rooms.map(({ version }) => version)}::int[],
      ${rooms.map(({ unread }) => unread)}::int[], ${rooms.map(({ stored }) => stored)}::int[],
      ${rooms.map(({ lastId }) => lastId)}::uuid[], ${rooms.map(({ customerAt }) => customerAt)}::text[]::timestamptz[], ${fresh}::text[]::boolean[],
      ${lines(messages)}::text, ${messages.map(({ place }) => place + 1)}::int[],
      ${messages.map(({ data }) => data.added.messages)}::int[],
      ${column('id')}::uuid[], ${column('wa_message_id')}::text[], ${column('direction')}::text[],
      ${column('content_type')}::text[], ${column('content_text')}::text[], ${column('status')}::text[],
      ${column('status_timestamp')}::text[]::timestamptz[], ${column('reply_to_wa_message_id')}::text[],
      ${column('reaction_emoji')}::text[], ${column('reaction_to_wa_message_id')}::text[], ${column('media_type')}::text[],
      ${column('media_id')}::text[], ${column('mime_type')}::text[], ${column('original_filename')}::text[],
      ${some(messages.map(({ data }) => JSON.stringify(data.metadata)))}::text[]::jsonb[],
      ${column('created_at')}::text[]::timestamptz[], ${column('updated_at')}::text[]::timestamptz[],
      ${incoming}, ${unread}, ${some(echoed)}::uuid[],
      ${json(files)}::text::json, ${json(input.statuses)}::text::json, ${json(input.messageChanges)}::text::json,
      ${json(input.others)}::text::json) as answer`
  const { answer } = row!
  if (answer === null)
    throw Object.assign(new Error('a sender has to be looked up first'), {
      code: STALE_DECISION,
    })
  const waiting = answer.waiting ?? []
  const met = metIn(answer, input.strangers)
  const rows = answer.first === null ? [] : numbered(answer.first, draftsOf(answer, messages, met))
  return { rows, met, waiting }
}

/** The messages as JSON lines; null if there are none. */
const lines = (messages: readonly NewMessage[]) =>
  messages.length > 0 ? messages.map(({ data }) => JSON.stringify(data)).join('\n') : null

/** Adds to each newcomer the place of its room among all rooms of the group, from 1. */
function withPlaces(
  { contacts, identities, rooms }: GroupInput['newcomers'],
  placeOf: ReadonlyMap<string, number>,
) {
  const placed = rooms.map((room) => ({ ...room, place: placeOf.get(room.id) }))
  const ofContact = new Map(placed.map(({ contact_id, place }) => [contact_id, place]))
  return {
    contacts: contacts.map((contact) => ({ ...contact, place: ofContact.get(contact.id) })),
    identities: identities.map((one) => ({ ...one, place: ofContact.get(one.contact_id) })),
    rooms: placed,
  }
}

/** The events as the log has them. Put together here from input and answer, so that the call need not return messages. */
function draftsOf(
  { facts, people, born, others }: Answer,
  messages: readonly NewMessage[],
  met: ReadonlyMap<string, KnownRoom>,
) {
  let births = 0
  const userIds = people?.map((list) => (list === '{}' ? [] : list.slice(1, -1).split(',')))
  const ofMessages = messages.map(({ data: planned, place, opens }) => {
    const known = met.get(planned.room_id)
    const data = known ? { ...planned, room_id: known.id } : planned
    const base = facts![place]!
    const room = opens && !known ? born![births++] : undefined
    const common = { roomId: data.room_id, staff: true, userIds: userIds![place]!, data }
    return room
      ? {
          ...common,
          kind: 'room_created' as const,
          slots: slotCount('room_created'),
          facts: { message: base, room },
        }
      : { ...common, kind: 'message' as const, slots: slotCount('message'), facts: base }
  })
  return [...ofMessages, ...(others ?? []).map(draftOf)]
}

/** Which of these messages are stored already. */
export async function findStored(sql: Sql, wamids: readonly string[]): Promise<Set<string>> {
  const rows = await sql<{ wamid: string }[]>`
    select wa_message_id as wamid from messages where wa_message_id = any(${wamids as string[]})`
  return new Set(rows.map((row) => row.wamid))
}
