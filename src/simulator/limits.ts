import { BoundedMap } from './bounded.ts'

/** Meta's limits (facts sheet, section 7): 80/s for a number; to one customer one every 6 s, with bursts of 45. */
const A_SECOND = 80
const PAIR_MS = 6_000
const PAIR_BURST = 45

export type Limits = ReturnType<typeof createLimits>

/** Counts only while `take` is called, that is while `enforce_limits` is on. */
export function createLimits(now: () => number) {
  const seconds = new BoundedMap<string, { second: number; count: number }>(1_000)
  /** When the pair's rate allowance will be full again. */
  const pairs = new BoundedMap<string, number>(100_000)

  return {
    /** The error code for this send, or null if it is within the limits. */
    take(phoneNumberId: string, phone: string): 130429 | 131056 | null {
      const second = Math.floor(now() / 1_000)
      const seen = seconds.get(phoneNumberId)
      const count = seen?.second === second ? seen.count + 1 : 1
      if (count > A_SECOND) return 130429
      const key = `${phoneNumberId} ${phone}`
      const paid = Math.max(pairs.get(key) ?? 0, now()) + PAIR_MS
      if (paid - now() > PAIR_BURST * PAIR_MS) return 131056
      seconds.set(phoneNumberId, { second, count })
      pairs.set(key, paid)
      return null
    },
  }
}
