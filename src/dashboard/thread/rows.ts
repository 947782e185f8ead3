import type { Message } from '../../protocol/message.ts'
import { dayOf } from '../i18n/time.ts'

const GROUP_MS = 2 * 60_000

/** Something that was done to the room, between the messages. */
export type Happening = { id: string; at: string }

/** A line of the conversation: a message, or something that was done. */
export type Row<H extends Happening = Happening> =
  | { kind: 'message'; key: string; at: string; message: Message }
  | { kind: 'happening'; key: string; at: string; happening: H }

/**
 * The lines of a conversation, oldest first. Reactions are shown on what they are about, and are no lines. A message of
 * ours keeps its key from before it was stored, so that nothing flickers when it is.
 */
export function rowsOf<H extends Happening>(
  newestFirst: readonly Message[],
  happenings: readonly H[],
): Row<H>[] {
  const rows: Row<H>[] = []
  const keys = new Set<string>()
  const lines = [...happenings].sort((a, b) => (a.at < b.at ? -1 : 1))
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

/** Each caller chooses its own `client_message_id`, also for what it writes in another's name. */
function keyOf(message: Message, taken: ReadonlySet<string>): string {
  const { id, user_id, client_message_id } = message
  if (client_message_id === null) return id
  const key = `${user_id} ${client_message_id}`
  return taken.has(key) ? id : key
}

const lineOf = <H extends Happening>(happening: H): Row<H> => ({
  kind: 'happening',
  key: happening.id,
  at: happening.at,
  happening,
})

export type Place = {
  /** The first line of its day: the day stands above it. */
  day: boolean
  /** First and last of what one person said within two minutes. */
  first: boolean
  last: boolean
}

/** How a line stands to its neighbours. */
export function placeOf(rows: readonly Row[], index: number): Place {
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
