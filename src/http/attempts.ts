import { evictOldest } from '../limits/evictOldest.ts'
import { AppError } from '../protocol/errors.ts'

type Window = {
  failed: number
  inFlight: number
  endsAt: number
  settled: PromiseWithResolvers<void>
}
type Limit = { key: string; max: number }

/** Beyond this many windows the oldest are dropped, so that a flood of invented names can't fill the memory. */
const MAX_WINDOWS = 20_000

/**
 * Counts failed attempts in windows that start with the first attempt. The counts are in this process's memory, so n
 * processes together allow n times as many.
 * @param windowMs how long a window lasts
 */
export function createAttempts({
  windowMs,
  now,
  maxWindows = MAX_WINDOWS,
}: {
  windowMs: number
  now: () => number
  maxWindows?: number
}) {
  const windows = new Map<string, Window>()

  function windowOf(key: string, time: number): Window {
    const known = windows.get(key)
    if (known && known.endsAt > time) return known
    const settled = Promise.withResolvers<void>()
    const fresh = { failed: 0, inFlight: 0, endsAt: time + windowMs, settled }
    // Deleted first, so that the map stays in the order in which windows end.
    windows.delete(key)
    windows.set(key, fresh)
    evictOldest(windows, maxWindows)
    return fresh
  }

  /** The windows that are full. Creates none, so that a refused caller can't evict others by inventing names. */
  function full(
    limits: readonly Limit[],
    time: number,
    count: (window: Window) => number,
  ): Window[] {
    return limits.flatMap(({ key, max }) => {
      const known = windows.get(key)
      return known && known.endsAt > time && count(known) >= max ? [known] : []
    })
  }

  function refuseFailed(limits: readonly Limit[], time: number): void {
    const ends = full(limits, time, ({ failed }) => failed).map(({ endsAt }) => endsAt)
    if (ends.length === 0) return
    const retry_after = Math.max(1, Math.ceil((Math.max(...ends) - time) / 1000))
    throw new AppError('rate_limited', 'Too many attempts. Try again later.', { retry_after })
  }

  return {
    /**
     * Begins an attempt. Until its outcome is known it counts as a failure: if that reaches a limit, the next attempt waits
     * until one ends.
     * @returns a function to report the outcome; must be called exactly once
     * @throws AppError rate_limited with the seconds to wait
     */
    async take(limits: readonly Limit[]): Promise<(outcome: { failed: boolean }) => void> {
      for (;;) {
        const time = now()
        refuseFailed(limits, time)
        const [busy] = full(limits, time, ({ failed, inFlight }) => failed + inFlight)
        if (!busy) return begin(limits.map(({ key }) => windowOf(key, time)))
        await busy.settled.promise
      }
    },
  }
}

function begin(windows: readonly Window[]): (outcome: { failed: boolean }) => void {
  for (const window of windows) window.inFlight += 1
  return ({ failed }) => {
    for (const window of windows) {
      window.inFlight -= 1
      if (failed) window.failed += 1
      window.settled.resolve()
      window.settled = Promise.withResolvers()
    }
  }
}
