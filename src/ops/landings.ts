import { type EventRow, lastId } from '../domain/event.ts'

/** Deliveries whose group is committed. Times are those of `performance.now()`. */
export type Landed = {
  deliveries: readonly { receivedAt?: number; traceparent?: string }[]
  /** When their group departed, and when it was committed. */
  departedAt: number
  committedAt: number
  /** The last place of the log that they took. */
  last: number
}

/** Beyond this nobody waits: a feed that stands still must not fill the memory. */
const MOST = 1000

/**
 * Tells when all events of a group have been emitted.
 * @param seen hears of it, with the time
 */
export function createLandings(seen: (landed: Landed, at: number) => void) {
  let waiting: Landed[] = []
  let position = 0
  return {
    landed(landed: Landed): void {
      // What was stored already has no events.
      if (landed.last === 0) return
      if (landed.last <= position) seen(landed, performance.now())
      else if (waiting.length < MOST) waiting.push(landed)
    },
    /** The feed has emitted this row. */
    passed(row: EventRow): void {
      position = lastId(row)
      if (waiting.length === 0 || !waiting.some(({ last }) => last <= position)) return
      const at = performance.now()
      for (const landed of waiting) if (landed.last <= position) seen(landed, at)
      waiting = waiting.filter(({ last }) => last > position)
    },
  }
}
