import { evictOldest } from './evictOldest.ts'

/** Beyond this many, the least recently used are dropped, so that invented names can't fill the memory. */
const MAX_KEYS = 50_000
/** Burst: this share of a minute's allowance may be used at once. */
const BURST_SHARE = 1 / 6

type Bucket = { left: number; at: number }

export type Buckets = ReturnType<typeof createBuckets>

/**
 * A token bucket for each key: `perMinute` on average, and ten seconds' worth at once. The buckets are in this process's
 * memory, so n processes together allow n times as much.
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
  const capacity = Math.ceil(perMinute * BURST_SHARE)
  const perMs = perMinute / 60_000
  const buckets = new Map<string, Bucket>()

  return {
    /** @returns 0 if allowed, else the milliseconds until it is */
    take(key: string): number {
      if (perMinute === Number.POSITIVE_INFINITY) return 0
      const time = now()
      const known = buckets.get(key)
      // If the clock was set back, nothing is added or removed.
      const passed = known ? Math.max(0, time - known.at) : 0
      const left = known ? Math.min(capacity, known.left + passed * perMs) : capacity
      // Tolerates rounding errors of a sum that should be 1.
      const allowed = left >= 1 - 1e-9
      // Deleted first, so that the map stays in order of use.
      buckets.delete(key)
      buckets.set(key, { left: allowed ? left - 1 : left, at: time })
      evictOldest(buckets, maxKeys)
      return allowed ? 0 : Math.ceil((1 - left) / perMs - 1e-6)
    },
  }
}
