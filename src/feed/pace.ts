/** What takes no longer than this makes nobody wait. */
const SHORT_MS = 1
const LONGEST_REST_MS = 10

/**
 * When events come fast, those of a few milliseconds leave together: to a thousand sockets one write each carries them
 * all. After a fan-out comes a rest as long as it took, so that an event that comes alone never waits.
 */
export function createPace(clock: () => number) {
  let restUntil = 0
  let measuring = false
  return {
    /** Milliseconds until the next events may leave. */
    rest: () => Math.max(0, restUntil - clock()),

    /** Events are leaving: they are written when this tick is over. */
    leaving(): void {
      if (measuring) return
      measuring = true
      const began = clock()
      setImmediate(() => {
        measuring = false
        const over = clock()
        if (over - began > SHORT_MS) restUntil = over + Math.min(over - began, LONGEST_REST_MS)
      })
    },
  }
}
