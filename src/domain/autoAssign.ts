import type { EventRow } from './event.ts'

export type AutoAssign = 'off' | 'round_robin' | 'least_busy'

/** An agent who is online. */
export type Candidate = {
  id: string
  openRooms: number
  /** When they were last given a room, by whomever; ISO 8601, null for never. */
  lastAssignedAt: string | null
}

/**
 * Who a room goes to, the first choice first: [Q1] whose turn it is, or [Q2] who has the least to do; [Q3] ties by id.
 */
export function rankAgents(
  mode: Exclude<AutoAssign, 'off'>,
  candidates: readonly Candidate[],
): Candidate[] {
  const longestAgo = (a: Candidate, b: Candidate) =>
    compare(a.lastAssignedAt ?? '', b.lastAssignedAt ?? '') || compare(a.id, b.id)
  const leastBusy = (a: Candidate, b: Candidate) => a.openRooms - b.openRooms || longestAgo(a, b)
  return [...candidates].sort(mode === 'least_busy' ? leastBusy : longestAgo)
}

/** [Q4] Rooms that these rows opened, for the first time or again, and that nobody has. */
export function roomsOpened(rows: readonly EventRow[]): string[] {
  const opened = rows.filter(
    (row) =>
      (row.kind === 'room_created' || row.kind === 'room_updated') &&
      row.facts.room.status === 'open' &&
      row.facts.room.participants.length === 0,
  )
  return opened.map((row) => row.roomId!)
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
