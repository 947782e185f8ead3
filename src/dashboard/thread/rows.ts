import type { Message } from '../../protocol/message.ts'
import { dayOf } from '../i18n/time.ts'

const GROUP_MS = 2 * 60_000

/** An event of the room, shown between the messages. */
export type TimelineEvent = { id: string; at: string }

/** A line of the conversation: a message, or an event of the room. */
export type Row<E extends TimelineEvent = TimelineEvent> =
  | { kind: 'message'; key: string; at: string; message: Message }
  | { kind: 'event'; key: string; at: string; event: E }

/**
 * The lines of a conversation, oldest first. Reactions are not lines: they are shown on the message they refer to. An
 * outgoing message keeps its key when the server has stored it, so that its bubble does not flicker.
 */
export function rowsOf<E extends TimelineEvent>(
  newestFirst: readonly Message[],
  events: readonly E[],
): Row<E>[] {
  const rows: Row<E>[] = []
  const keys = new Set<string>()
  const lines = [...events].sort((a, b) => (a.at < b.at ? -1 : 1))
  let next = 0
  for (let i = newestFirst.length - 1; i >= 0; i--) {
    const message = newestFirst[i]!
    if (message.content_type === 'reaction') continue
    while (next < lines.length && lines[next]!.at <= message.created_at)
      rows.push(lineOf(lines[next++]!))
    const key = keyOf(message, keys)
    keys.add(key)
    rows.push({ kind: 'message', key, at: message.created_at, message })
  }
  while (next < lines.length) rows.push(lineOf(lines[next++]!))
  return rows
}

/**
 * A `client_message_id` is unique per caller only. Staff can send in a colleague's name, so a key may be taken already.
 */
function keyOf(message: Message, taken: ReadonlySet<string>): string {
  const { id, user_id, client_message_id } = message
  if (client_message_id === null) return id
  const key = `${user_id} ${client_message_id}`
  return taken.has(key) ? id : key
}

const lineOf = <E extends TimelineEvent>(event: E): Row<E> => ({
  kind: 'event',
  key: event.id,
  at: event.at,
  event,
})

export type RowPosition = {
  /** The first line of its day: the day is shown above it. */
  day: boolean
  /** The first and the last of a group: messages by one author with at most two minutes between them. */
  first: boolean
  last: boolean
}

/** How a line is displayed, given its neighbours. */
export function positionOf(rows: readonly Row[], index: number): RowPosition {
  const row = rows[index]!
  const before = rows[index - 1]
  const after = rows[index + 1]
  return {
    day: !before || dayOf(before.at) !== dayOf(row.at),
    first: !before || !areTogether(before, row),
    last: !after || !areTogether(row, after),
  }
}

function areTogether(a: Row, b: Row): boolean {
  return (
    a.kind === 'message' &&
    b.kind === 'message' &&
    a.message.direction === b.message.direction &&
    a.message.user_id === b.message.user_id &&
    dayOf(a.at) === dayOf(b.at) &&
    Math.abs(Date.parse(b.at) - Date.parse(a.at)) <= GROUP_MS
  )
}
