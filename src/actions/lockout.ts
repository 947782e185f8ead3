import { createHash } from 'node:crypto'
import { AppError } from '../protocol/errors.ts'
import { addAudit } from '../store/audit.ts'
import { countFailure, forgetFailures, isKnownNetwork } from '../store/signInFailures.ts'
import type { ActionContext } from './context.ts'

const WINDOW_MS = 3_600_000
/** How long a network counts as known after a user signed in from it. */
export const KNOWN_MS = 90 * 86_400_000

/** Where a sign-in comes from. `network` groups addresses that count as one caller, see clientAddress.ts. */
export type SignInSource = { address: string; network: string }

/**
 * Locks an account against distributed guessing: after `max` failures in a row, until the hour is over. Sign-ins from a
 * network the user has signed in from before still pass, so that attackers can't lock a user out. The database counts for
 * all processes, and also for e-mail addresses without a user, so that the answer reveals nothing.
 * @throws AppError rate_limited
 */
export async function enforceLockout(
  ctx: ActionContext,
  attempt: { email: string; userId: string | null; from: SignInSource; max: number },
): Promise<void> {
  const { userId, from, max } = attempt
  const now = ctx.now()
  const { failures, endsAt } = await countFailure(ctx.sql, {
    account: accountOf(attempt.email),
    now,
    windowMs: WINDOW_MS,
  })
  if (failures <= max) return
  const since = now - KNOWN_MS
  if (await isKnownNetwork(ctx.sql, { userId, network: from.network, since })) return
  if (failures === max + 1) {
    const by = { id: null, address: from.address }
    const target = userId === null ? {} : { target: { type: 'user' as const, id: userId } }
    await addAudit(ctx.sql, ctx, { by, action: 'account_locked', ...target })
  }
  const retry_after = Math.max(1, Math.ceil((endsAt - now) / 1000))
  throw new AppError('rate_limited', 'Too many attempts. Try again later.', { retry_after })
}

/** A successful sign-in resets the count of failures. */
export const clearLockout = (tx: Parameters<typeof forgetFailures>[0], email: string) =>
  forgetFailures(tx, accountOf(email))

const accountOf = (email: string) => createHash('sha256').update(email).digest('hex')
