import { type EventRow, lastId } from '../domain/event.ts'

/** The webhooks of a committed group. Times are from `performance.now()`. */
export type SettledGroup = {
  deliveries: readonly { receivedAt?: number; traceparent?: string }[]
  /** When the group's call started, and when it had committed. */
  startedAt: number
  committedAt: number
  /** Event id of the group's last event; 0 without events. */
  last: number
}

/** Most groups that are tracked at once, so that a stalled feed can't fill the memory. */
const MAX_TRACKED = 1000

/**
 * Tracks when all events of a group have been emitted, for latency metrics and traces.
 * @param seen called with each group and the time at which its last event was emitted
 */
export function createEmitTracker(seen: (group: SettledGroup, at: number) => void) {
  let waiting: SettledGroup[] = []
  let position = 0
  return {
    settled(group: SettledGroup): void {
      // A redelivery of stored messages has no events.
      if (group.last === 0) return
      if (group.last <= position) seen(group, performance.now())
      else if (waiting.length < MAX_TRACKED) waiting.push(group)
    },
    /** Call when the feed has emitted this row. */
    emitted(row: EventRow): void {
      position = lastId(row)
      if (waiting.length === 0 || !waiting.some(({ last }) => last <= position)) return
      const at = performance.now()
      for (const group of waiting) if (group.last <= position) seen(group, at)
      waiting = waiting.filter(({ last }) => last > position)
    },
  }
}
