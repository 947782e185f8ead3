import { slotCount } from '../domain/audience.ts'
import type { EventDraft, EventKind, EventRow } from '../domain/event.ts'
import type { Tx } from './database.ts'

/**
 * Appends events to the log: the LAST act of a transaction (it holds the log's lock until the commit).
 * @returns the rows as the log has them, for the feed
 */
export async function appendEvents(tx: Tx, drafts: readonly EventDraft[]): Promise<EventRow[]> {
  if (drafts.length === 0) return []
  const rows = drafts.map((draft) => ({ ...draft, slots: slotCount(draft.kind) }))
  const json = rows.map((row) => ({
    kind: row.kind,
    slots: row.slots,
    room_id: row.roomId,
    staff: row.staff,
    user_ids: row.userIds,
    data: row.data,
    facts: row.facts,
  }))
  const [answer] = await tx<{ first: string }[]>`
    select append_events_json(${JSON.stringify(json)}::text::json) as first`
  return numbered(Number(answer!.first), rows)
}

/** Gives rows their places from `first` on, as the log did. */
export function numbered(
  first: number,
  rows: readonly (EventDraft & { slots: number })[],
): EventRow[] {
  let id = first
  return rows.map((row) => {
    const placed = { ...row, id } as EventRow
    id += row.slots
    return placed
  })
}

/** An event as the SQL function `drafts_json` tells it: all that SQL makes is for staff, too. */
export type AnsweredEvent = {
  kind: EventKind
  slots: number
  room_id: string | null
  user_ids: string[]
  data: unknown
  facts: unknown
}

export const draftOf = ({ room_id, user_ids, ...event }: AnsweredEvent) =>
  ({ ...event, roomId: room_id, staff: true, userIds: user_ids }) as EventDraft & { slots: number }

/** No kind of row takes more ids: the row that a cursor stands inside of begins at most so far before it. */
const MOST_SLOTS = 8

type LogRow = {
  id: string
  slots: number
  kind: EventKind
  room_id: string | null
  staff: boolean
  user_ids: string[]
  data: unknown
  facts: unknown
}

/** The newest place of the log; 0 for an empty one. */
export async function logPosition(tx: Tx): Promise<number> {
  const [row] = await tx<{ position: string }[]>`select log_position() as position`
  return Number(row!.position)
}

/** The oldest cursor that can still catch up: nothing after it has been pruned. */
export async function oldestCursor(tx: Tx): Promise<number> {
  const [row] = await tx<{ id: string }[]>`select id from events order by id limit 1`
  return row ? Number(row.id) - 1 : 0
}

/** Rows with a place after `cursor` and none after `upTo`, oldest first. A row that `cursor` stands inside of is among them. */
export async function readEvents(
  tx: Tx,
  { cursor, upTo, limit }: { cursor: number; upTo: number; limit: number },
): Promise<EventRow[]> {
  const rows = await tx<LogRow[]>`
    select id, slots, kind, room_id, staff, user_ids, data, facts from events
     where id > ${cursor - MOST_SLOTS} and id + slots - 1 > ${cursor} and id <= ${upTo}
     order by id limit ${limit}`
  return rows.map(eventRow)
}

/**
 * As readEvents, for one agent: only rows that may concern this user. The log's own audience decides,
 * not today's participants.
 */
export async function readEventsOfUser(
  tx: Tx,
  { userId, cursor, upTo, limit }: { userId: string; cursor: number; upTo: number; limit: number },
): Promise<EventRow[]> {
  const rows = await tx<LogRow[]>`
    select id, slots, kind, room_id, staff, user_ids, data, facts from events
     where id > ${cursor - MOST_SLOTS} and id + slots - 1 > ${cursor} and id <= ${upTo} and user_ids @> ${[userId]}
     order by id limit ${limit}`
  return rows.map(eventRow)
}

const eventRow = (row: LogRow) =>
  ({
    id: Number(row.id),
    slots: row.slots,
    kind: row.kind,
    roomId: row.room_id,
    staff: row.staff,
    userIds: row.user_ids,
    data: row.data,
    facts: row.facts,
  }) as EventRow
