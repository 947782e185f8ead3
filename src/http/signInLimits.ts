import type { RateLimits } from '../config.ts'
import { createAttempts } from './attempts.ts'
import { limitKeyOf } from './clientAddress.ts'

const WINDOW_MS = 15 * 60_000

/**
 * Who guesses passwords waits: by account and address together, so that nobody can lock another one out, and by
 * address alone. Only failures count.
 */
export function createSignInLimits(
  allowed: Pick<RateLimits, 'signInAccount' | 'signInAddress'> | null,
  now: () => number,
) {
  const attempts = createAttempts({ windowMs: WINDOW_MS, now })
  return {
    /**
     * @returns what runs the attempt; its null is a failure, anything else and a throw is none
     * @throws AppError rate_limited
     */
    take(account: string, address: string) {
      const caller = limitKeyOf(address)
      const limits = [
        { key: `${caller} ${account.trim().toLowerCase()}`, max: allowed?.signInAccount ?? 0 },
        { key: caller, max: allowed?.signInAddress ?? 0 },
      ]
      const takeBack = allowed ? attempts.take(limits) : () => {}
      return async <T>(work: () => Promise<T | null>): Promise<T | null> => {
        let failed = false
        try {
          const outcome = await work()
          failed = outcome === null
          return outcome
        } finally {
          if (!failed) takeBack()
        }
      }
    },
  }
}
