import type { EventRow } from './event.ts'

export type AutoAssign = 'off' | 'round_robin' | 'least_busy'

/** An agent who is online. */
export type Candidate = {
  id: string
  openRooms: number
  /** When they last got a room, assigned by a person or automatically; ISO 8601, null for never. */
  lastAssignedAt: string | null
}

/**
 * The agents for a room, best first: [Q1] longest without a new room, or [Q2] fewest open rooms; [Q3] ties by id.
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

/** [Q4] Rooms that these rows opened or reopened and that have no participants. */
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
