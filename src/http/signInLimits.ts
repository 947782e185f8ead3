import type { RateLimits } from '../config.ts'
import { createAttempts } from './attempts.ts'
import { limitKeyOf } from './clientAddress.ts'

const WINDOW_MS = 15 * 60_000

/**
 * Who guesses passwords waits: by account and address together, so that nobody can lock another one out, and by
 * address alone. Only failures count: colleagues behind one address who sign in at once take turns.
 */
export function createSignInLimits(
  allowed: Pick<RateLimits, 'signInAccount' | 'signInAddress'> | null,
  now: () => number,
) {
  const attempts = createAttempts({ windowMs: WINDOW_MS, now })
  return {
    /**
     * Runs an attempt when it may; its null is a failure, anything else and a throw is none.
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
