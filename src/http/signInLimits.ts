import type { RateLimits } from '../config.ts'
import { limitKeyOf } from '../limits/clientAddress.ts'
import { createAttempts } from './attempts.ts'

const WINDOW_MS = 15 * 60_000

/**
 * Limits password guessing: by account and address together, so that nobody can lock somebody else out, and by address
 * alone. Only failures count; colleagues behind one address who sign in at the same time only wait for each other.
 */
export function createSignInLimits(
  allowed: Pick<RateLimits, 'signInAccount' | 'signInAddress'> | null,
  now: () => number,
) {
  const attempts = createAttempts({ windowMs: WINDOW_MS, now })
  return {
    /**
     * Runs an attempt once the limits allow it. A null result counts as a failure; any other result or an error does not.
     * @throws AppError rate_limited
     */
    async attempt<T>(
      { account, address }: { account: string; address: string },
      work: () => Promise<T | null>,
    ): Promise<T | null> {
      if (!allowed) return work()
      const caller = limitKeyOf(address)
      const settle = await attempts.take([
        { key: `${caller} ${account.trim().toLowerCase()}`, max: allowed.signInAccount },
        { key: caller, max: allowed.signInAddress },
      ])
      let failed = false
      try {
        const outcome = await work()
        failed = outcome === null
        return outcome
      } finally {
        settle({ failed })
      }
    },
  }
}
