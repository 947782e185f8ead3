import { forgetOldest } from '../forgetOldest.ts'
import { AppError } from '../protocol/errors.ts'

type Window = {
  failed: number
  underWay: number
  endsAt: number
  settled: PromiseWithResolvers<void>
}
type Limit = { key: string; max: number }

/** Beyond this many the oldest are forgotten: a flood of made-up names can't fill the memory. */
const MAX_WINDOWS = 20_000

/**
 * Counts failed attempts in windows that start with the first one. In the memory of this process: several processes allow
 * as many times more.
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
    const fresh = { failed: 0, underWay: 0, endsAt: time + windowMs, settled }
    // Set anew, so that the map's order is the order in which windows end.
    windows.delete(key)
    windows.set(key, fresh)
    forgetOldest(windows, maxWindows)
    return fresh
  }

  /** Those that are full, looked at before any is begun: who is refused can't push out what refuses them, under ever new names. */
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
     * Begins an attempt. Until it is known whether it fails, it counts as if it had: as many at once as may fail, and the next
     * waits for one of them.
     * @returns what tells how it went; to be called in any case, once
     * @throws AppError rate_limited with the seconds to wait
     */
    async take(limits: readonly Limit[]): Promise<(outcome: { failed: boolean }) => void> {
      for (;;) {
        const time = now()
        refuseFailed(limits, time)
        const [busy] = full(limits, time, ({ failed, underWay }) => failed + underWay)
        if (!busy) return begin(limits.map(({ key }) => windowOf(key, time)))
        await busy.settled.promise
      }
    },
  }
}

function begin(windows: readonly Window[]): (outcome: { failed: boolean }) => void {
  for (const window of windows) window.underWay += 1
  return ({ failed }) => {
    for (const window of windows) {
      window.underWay -= 1
      if (failed) window.failed += 1
      window.settled.resolve()
      window.settled = Promise.withResolvers()
    }
  }
}
