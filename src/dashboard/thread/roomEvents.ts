import type { HistoryEntry } from '../../protocol/rooms.ts'
import type { TimelineEvent } from './rows.ts'

/** A line of the conversation that is not a message. */
export type RoomEvent = TimelineEvent &
  ({ kind: 'history'; entry: HistoryEntry } | { kind: 'window_closed' })

const SHOWN: ReadonlySet<HistoryEntry['kind']> = new Set([
  'assigned',
  'unassigned',
  'claimed',
  'status',
  'merged',
])

/**
 * The room's history as lines of the conversation, and the line that says when the window closed.
 * @param since time of the oldest loaded message; older lines belong to pages that are not loaded
 */
export function roomEventsOf(
  history: readonly HistoryEntry[],
  { since, windowExpiresAt, now }: { since: string; windowExpiresAt: string | null; now: number },
): RoomEvent[] {
  const lines: RoomEvent[] = history
    .filter(({ kind, at }) => SHOWN.has(kind) && at >= since)
    .map((entry) => ({ kind: 'history', id: entry.id, at: entry.at, entry }))
  if (windowExpiresAt && windowExpiresAt >= since && Date.parse(windowExpiresAt) <= now) {
    lines.push({ kind: 'window_closed', id: 'window', at: windowExpiresAt })
  }
  return lines
}
