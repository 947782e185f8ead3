import { createHash, randomBytes } from 'node:crypto'
import { buildUser, type UserFacts } from '../domain/user.ts'
import type { Credentials, Session } from '../protocol/auth.ts'
import { addAudit } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { insertFirstRefreshToken } from '../store/refreshTokens.ts'
import { rememberNetwork } from '../store/signInFailures.ts'
import { findUserByEmail, type UserWithHash } from '../store/users.ts'
import type { AccessTokens } from './accessToken.ts'
import { type ActionContext, transact } from './context.ts'
import { endLockout, type Origin, passLockout } from './lockout.ts'
import { verifyPassword } from './passwords.ts'

/**
 * What makes and renews sign-ins. `refreshTokenMs`: how long a refresh token lasts; `lockout`: failures in a row that an account
 * may have, null for any number.
 */
export type SignInDeps = {
  ctx: ActionContext
  tokens: AccessTokens
  refreshTokenMs: number
  lockout: number | null
}

/**
 * Starts a new family of refresh tokens.
 * @returns null for an unknown e-mail, a wrong password and a disabled user alike, after the same work
 * @throws AppError rate_limited for an account that is locked
 */
export async function signIn(
  deps: SignInDeps,
  { email: given, password }: Credentials,
  from: Origin,
): Promise<Session | null> {
  const { ctx, lockout } = deps
  const email = given.trim().toLowerCase()
  const found = await findUserByEmail(ctx.sql, email)
  if (lockout !== null)
    await passLockout(ctx, { email, userId: found?.id ?? null, from, max: lockout })
  const usable = found !== null && !found.disabled
  const right = await verifyPassword(password, found?.passwordHash ?? null)
  if (usable && right) return startSession(deps, found, from, 'password')
  await noteFailure(ctx, found?.id ?? null, from, 'password')
  return null
}

type Way = 'password' | 'oidc'

/** A new sign-in of a user who has proved who they are; null if they may no longer, or their password has changed meanwhile. */
export async function startSession(
  { ctx, tokens, refreshTokenMs }: SignInDeps,
  user: UserWithHash,
  { address, network }: Origin,
  via: Way,
  also: (tx: Tx) => Promise<boolean> = async () => true,
): Promise<Session | null> {
  const { id: userId, passwordHash } = user
  const familyId = ctx.newId()
  const { token, tokenHash } = newRefreshToken()
  const now = ctx.now()
  const row = { id: ctx.newId(), userId, familyId, tokenHash, now, expiresAt: now + refreshTokenMs }
  const started = await transact(ctx, async (tx) => {
    if (!(await insertFirstRefreshToken(tx, row, passwordHash))) return false
    if (!(await also(tx))) throw new Refused()
    await endLockout(tx, user.email)
    await rememberNetwork(tx, { userId, network, now })
    await addAudit(tx, ctx, { by: { id: userId, address }, action: 'sign_in', data: { via } })
    return true
  }).catch((error) => {
    if (error instanceof Refused) return false
    throw error
  })
  return started ? sessionOf(tokens, user, familyId, token) : null
}

/** Takes back what the transaction did so far. */
class Refused extends Error {}

/** Of an e-mail address that is nobody's nothing is kept: people type passwords into the wrong field. */
export function noteFailure(
  ctx: ActionContext,
  userId: string | null,
  { address }: Origin,
  via: Way,
): Promise<void> {
  const target = userId === null ? {} : { target: { type: 'user' as const, id: userId } }
  const by = { id: null, address }
  return addAudit(ctx.sql, ctx, { by, action: 'sign_in_failed', ...target, data: { via } })
}

/** A fresh access token beside a refresh token, as the wire has them. */
export async function sessionOf(
  tokens: AccessTokens,
  user: UserFacts,
  familyId: string,
  refreshToken: string,
): Promise<Session> {
  const { token, expiresAt } = await tokens.issue(user.id, familyId)
  return {
    token,
    refresh_token: refreshToken,
    expires_at: new Date(expiresAt).toISOString(),
    user: buildUser(user, user),
  }
}

/** 256 random bits. The database knows only their hash, so that a stolen dump signs nobody in. */
export function newRefreshToken(): { token: string; tokenHash: string } {
  const token = randomBytes(32).toString('base64url')
  return { token, tokenHash: hashRefreshToken(token) }
}

export const hashRefreshToken = (token: string) => createHash('sha256').update(token).digest('hex')
