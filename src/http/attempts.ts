import { forgetOldest } from '../forgetOldest.ts'
import { AppError } from '../protocol/errors.ts'

type Window = { count: number; endsAt: number }
type Limit = { key: string; max: number }

/** Beyond this many the oldest are forgotten: a flood of made-up names can't fill the memory. */
const MAX_WINDOWS = 20_000

/**
 * Counts attempts in windows that start with the first one. In the memory of this process: several processes allow
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
    const fresh = { count: 0, endsAt: time + windowMs }
    // Set anew, so that the map's order is the order in which windows end.
    windows.delete(key)
    windows.set(key, fresh)
    forgetOldest(windows, maxWindows)
    return fresh
  }

  return {
    /**
     * Counts an attempt before its outcome is known, so that many at once count too.
     * @returns what takes it back: call it if the attempt was no failure
     * @throws AppError rate_limited with the seconds to wait
     */
    take(limits: readonly Limit[]): () => void {
      const time = now()
      // Looked at before any is begun: who is refused can't push out what refuses them, under ever new names.
      const full = limits.flatMap(({ key, max }) => {
        const known = windows.get(key)
        return known && known.endsAt > time && known.count >= max ? [known.endsAt] : []
      })
      if (full.length > 0) {
        const wait = Math.max(...full) - time
        const retry_after = Math.max(1, Math.ceil(wait / 1000))
        throw new AppError('rate_limited', 'Too many attempts. Try again later.', { retry_after })
      }
      const taken = limits.map(({ key }) => windowOf(key, time))
      for (const window of taken) window.count += 1
      return () => {
        for (const window of taken) window.count -= 1
      }
    },
  }
}
