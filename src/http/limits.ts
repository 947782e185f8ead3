import type { RateLimits } from '../config.ts'
import { createBuckets } from '../limits/buckets.ts'
import { limitKeyOf } from '../limits/clientAddress.ts'
import { AppError } from '../protocol/errors.ts'

export type RequestLimits = ReturnType<typeof createRequestLimits>

/**
 * Limits the requests of each user, and of each address without a sign-in.
 * @param limits null for none
 */
export function createRequestLimits(limits: RateLimits | null, now: () => number) {
  const perMinute = limits?.requests ?? Number.POSITIVE_INFINITY
  const users = createBuckets({ perMinute, now })
  const strangers = createBuckets({ perMinute, now })
  return {
    /** @throws AppError rate_limited */
    byUser: (userId: string) => refuse(users.take(userId)),
    /** For requests without a sign-in. @throws AppError rate_limited */
    byAddress: (address: string) => refuse(strangers.take(limitKeyOf(address))),
  }
}

function refuse(waitMs: number): void {
  if (waitMs === 0) return
  const retry_after = Math.max(1, Math.ceil(waitMs / 1000))
  throw new AppError('rate_limited', 'Too many requests. Try again later.', { retry_after })
}
