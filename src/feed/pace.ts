/** A fan-out that takes no longer than this causes no pause. */
const SHORT_MS = 1
const MAX_PAUSE_MS = 10

/**
 * Batches events that come fast: one write per socket then carries the events of a few milliseconds, which matters with
 * thousands of sockets. Each fan-out is followed by a pause as long as it took; a single event is never delayed.
 */
export function createPace(clock: () => number) {
  let pausedUntil = 0
  let measuring = false
  return {
    /** Milliseconds until the next events may be emitted. */
    delayMs: () => Math.max(0, pausedUntil - clock()),

    /** Call before emitting. Measures until the end of this tick, when the events have been written. */
    measure(): void {
      if (measuring) return
      measuring = true
      const began = clock()
      setImmediate(() => {
        measuring = false
        const over = clock()
        if (over - began > SHORT_MS) pausedUntil = over + Math.min(over - began, MAX_PAUSE_MS)
      })
    },
  }
}
