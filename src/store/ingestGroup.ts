import { slotsOf } from '../domain/audience.ts'
import type { EventRow, RoomBase, RoomFacts, StoredMessage } from '../domain/event.ts'
import type { Identity } from '../domain/identity.ts'
import type { Sql } from './database.ts'
import { numbered } from './events.ts'

/** What one group of webhook updates writes, as it was decided beforehand. */
export type GroupInput = {
  /** Ids that nobody is believed to have or to have had. */
  believedNew: readonly Identity[]
  newcomers: {
    contacts: NewContact[]
    identities: { id: string; contact_id: string; kind: string; value: string }[]
    rooms: { id: string; contact_id: string; channel_id: string }[]
  }
  /** The rooms of the messages, sorted by id. */
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
  changes: {
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

/** What a group's messages add to one room; `version` is the identity_version that the decision stands on. */
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
  /** Whether it is the first of a new room. */
  opens: boolean
  file: {
    message_id: string
    media_id: string | null
    sha256: string | null
    url: string | null
  } | null
}

/** A column of `messages` that arrives as an array of its own. */
type Column = Exclude<keyof StoredMessage, 'metadata' | 'added'>

type Answer = {
  first: number | null
  waiting: unknown[] | null
  /** Of each room, in the order they were given: what it was before, and who takes part, as `{uuid,…}`. */
  facts: RoomBase[] | null
  people: string[] | null
  /** The rooms that were opened, in the order of their first messages. */
  born: RoomFacts[] | null
  others:
    | {
        kind: EventRow['kind']
        slots: number
        room_id: string
        user_ids: string[]
        data: unknown
        facts: unknown
      }[]
    | null
}

/** SQLSTATE of our own: what was decided beforehand no longer holds. */
export const WORLD_CHANGED = 'RU001'

/** Whether a group failed because one of its messages is stored already. */
export function isStoredAlready(error: unknown): boolean {
  const { code, constraint_name } = error as { code?: unknown; constraint_name?: unknown }
  return code === '23505' && constraint_name === 'messages_wamid'
}

/**
 * Stores one group in one call and one commit.
 * @returns the rows that the log got, and updates that had been waiting for one of these messages
 * @throws when it has to be decided again: WORLD_CHANGED, or that `isStoredAlready`
 */
export async function ingestGroup(
  sql: Sql,
  input: GroupInput,
): Promise<{ rows: EventRow[]; waiting: unknown[] }> {
  const { rooms, messages, believedNew } = input
  const json = (list: readonly unknown[]) => (list.length > 0 ? JSON.stringify(list) : null)
  const some = <T>(list: T[]) => (list.length > 0 ? list : null)
  const column = (name: Column) => {
    const values = messages.map(({ data }) => data[name])
    return values.some((value) => value !== null) ? values : null
  }
  const born = new Set(input.newcomers.rooms.map(({ id }) => id))
  // As text: of a list the driver takes its first element's type, and a list of booleans for a boolean.
  const fresh = born.size > 0 ? rooms.map(({ id }) => (born.has(id) ? 't' : 'f')) : null
  const newcomers = fresh && JSON.stringify(withPlaces(input.newcomers, rooms))
  const openings = messages.flatMap(({ opens }, index) => (opens ? [index + 1] : []))
  const places = openings.length > 0 ? placesOf(messages) : { offsets: null, births: null }
  const echoed = messages.flatMap(({ data }) => (data.direction === 'outgoing' ? [data.id] : []))
  const incoming = messages.filter(({ data }) => data.direction === 'incoming').length
  const unread = rooms.reduce((sum, room) => sum + room.unread, 0)
  const files = messages.flatMap(({ file }) => (file ? [file] : []))
  const [row] = await sql<{ answer: Answer }[]>`
    select ingest_group(${some(believedNew.map(({ kind }) => kind))}::text[],
      ${some(believedNew.map(({ value }) => value))}::text[], ${newcomers}::text::jsonb,
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
      ${column('created_at')}::text[]::timestamptz[], ${column('updated_at')}::text[]::timestamptz[], ${some(openings)}::int[],
      ${places.offsets}::int[], ${places.births}::int[], ${incoming}, ${unread}, ${some(echoed)}::uuid[],
      ${json(files)}::text::json, ${json(input.statuses)}::text::json, ${json(input.changes)}::text::json,
      ${json(input.others)}::text::json) as answer`
  const answer = row!.answer
  const waiting = answer.waiting ?? []
  if (answer.first === null) return { rows: [], waiting }
  return { rows: numbered(answer.first, draftsOf(answer, messages)), waiting }
}

/** The messages as JSON, a line each; null if there are none. */
const lines = (messages: readonly NewMessage[]) =>
  messages.length > 0 ? messages.map(({ data }) => JSON.stringify(data)).join('\n') : null

/** The new rooms, each with its place among all rooms of the group, from 1. */
function withPlaces(newcomers: GroupInput['newcomers'], rooms: readonly RoomInput[]) {
  const places = new Map(rooms.map(({ id }, index) => [id, index + 1]))
  return {
    ...newcomers,
    rooms: newcomers.rooms.map((room) => ({ ...room, place: places.get(room.id) })),
  }
}

/** Of each message: how many ids of the log come before its own in this group, and which of the new rooms it opens, from 1. */
function placesOf(messages: readonly NewMessage[]) {
  const offsets: number[] = []
  const births: number[] = []
  let offset = 0
  let born = 0
  for (const { opens } of messages) {
    offsets.push(offset)
    births.push(opens ? ++born : 0)
    offset += slotsOf(opens ? 'room_created' : 'message')
  }
  return { offsets, births }
}

/** The events as the log has them, put together from what was sent and what came back. */
function draftsOf({ facts, people, born, others }: Answer, messages: readonly NewMessage[]) {
  let births = 0
  const userIds = people?.map((list) => (list === '{}' ? [] : list.slice(1, -1).split(',')))
  const ofMessages = messages.map(({ data, place, opens }) => {
    const base = facts![place]!
    const room = opens ? born![births++] : undefined
    const common = { roomId: data.room_id, staff: true, userIds: userIds![place]!, data }
    return room
      ? {
          ...common,
          kind: 'room_created' as const,
          slots: slotsOf('room_created'),
          facts: { message: base, room },
        }
      : { ...common, kind: 'message' as const, slots: slotsOf('message'), facts: base }
  })
  const rest = (others ?? []).map(({ room_id, user_ids, ...event }) => ({
    ...event,
    roomId: room_id,
    staff: true,
    userIds: user_ids,
  }))
  return [...ofMessages, ...(rest as unknown as EventRow[])]
}

/** Which of these messages are stored already. */
export async function findStored(sql: Sql, wamids: readonly string[]): Promise<Set<string>> {
  const rows = await sql<{ wamid: string }[]>`
    select wa_message_id as wamid from messages where wa_message_id = any(${wamids as string[]})`
  return new Set(rows.map((row) => row.wamid))
}
