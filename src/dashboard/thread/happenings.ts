import type { HistoryEntry } from '../../protocol/rooms.ts'
import type { Happening } from './rows.ts'

/** A line of the conversation that is no message. */
export type ThreadHappening = Happening &
  ({ kind: 'history'; entry: HistoryEntry } | { kind: 'window_closed' })

const SHOWN: ReadonlySet<HistoryEntry['kind']> = new Set([
  'assigned',
  'unassigned',
  'claimed',
  'status',
  'merged',
])

/**
 * What was done to a room since a moment, and when its window closed.
 * @param since older lines belong to a page that is not here
 */
export function happeningsOf(
  history: readonly HistoryEntry[],
  { since, windowExpiresAt, now }: { since: string; windowExpiresAt: string | null; now: number },
): ThreadHappening[] {
  const lines: ThreadHappening[] = history
    .filter(({ kind, at }) => SHOWN.has(kind) && at >= since)
    .map((entry) => ({ kind: 'history', id: entry.id, at: entry.at, entry }))
  if (windowExpiresAt && windowExpiresAt >= since && Date.parse(windowExpiresAt) <= now) {
    lines.push({ kind: 'window_closed', id: 'window', at: windowExpiresAt })
  }
  return lines
}
