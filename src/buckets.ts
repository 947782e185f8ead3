import { forgetOldest } from './forgetOldest.ts'

/** Beyond this many the ones that are longest unused are forgotten: made-up names can't fill the memory. */
const MAX_KEYS = 50_000
/** So much of a minute may be used at once. */
const AT_ONCE = 1 / 6

type Bucket = { left: number; at: number }

export type Buckets = ReturnType<typeof createBuckets>

/**
 * A token bucket for each key: `perMinute` in the long run, ten seconds' worth of them at once. In the memory of this process:
 * several processes allow as many times more.
 * @param perMinute Infinity for no limit
 */
export function createBuckets({
  perMinute,
  now,
  maxKeys = MAX_KEYS,
}: {
  perMinute: number
  now: () => number
  maxKeys?: number
}) {
  const most = Math.ceil(perMinute * AT_ONCE)
  const perMs = perMinute / 60_000
  const buckets = new Map<string, Bucket>()

  return {
    /** @returns 0 if it may go on, else the milliseconds until it may */
    take(key: string): number {
      if (perMinute === Number.POSITIVE_INFINITY) return 0
      const time = now()
      const known = buckets.get(key)
      // A clock that was set back gives nothing, and takes nothing.
      const passed = known ? Math.max(0, time - known.at) : 0
      const left = known ? Math.min(most, known.left + passed * perMs) : most
      // What adds up to a whole one but for rounding is one.
      const allowed = left >= 1 - 1e-9
      // Set anew, so that the map's order is that of use.
      buckets.delete(key)
      buckets.set(key, { left: allowed ? left - 1 : left, at: time })
      forgetOldest(buckets, maxKeys)
      return allowed ? 0 : Math.ceil((1 - left) / perMs - 1e-6)
    },
  }
}
