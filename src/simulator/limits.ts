import { BoundedMap } from './bounded.ts'

/** Meta's limits (facts sheet, section 7): 80 a second for a number; one every 6 s to a customer, 45 ahead. */
const A_SECOND = 80
const PAIR_MS = 6_000
const PAIR_BURST = 45

export type Limits = ReturnType<typeof createLimits>

/** Counts only while it is asked. */
export function createLimits(now: () => number) {
  const seconds = new BoundedMap<string, { second: number; count: number }>(1_000)
  /** When the pair will have paid for all that was sent. */
  const pairs = new BoundedMap<string, number>(100_000)

  return {
    /** The error code that this send meets, or null. */
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
