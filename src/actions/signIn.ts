import { createHash, randomBytes } from 'node:crypto'
import type { AccessTokens } from '../auth/accessToken.ts'
import { verifyPassword } from '../auth/passwords.ts'
import { buildUser, type UserFacts } from '../domain/user.ts'
import type { Credentials, Session } from '../protocol/auth.ts'
import { addAudit } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { insertFirstRefreshToken } from '../store/refreshTokens.ts'
import { rememberNetwork } from '../store/signInFailures.ts'
import { findUserByEmail, type UserWithHash } from '../store/users.ts'
import { type ActionContext, transact } from './context.ts'
import { clearLockout, enforceLockout, type SignInSource } from './lockout.ts'

/**
 * What sign-ins need. `refreshTokenMs`: lifetime of a refresh token. `lockout`: failures in a row until an account is
 * locked, null for any number.
 */
export type SignInDeps = {
  ctx: ActionContext
  tokens: AccessTokens
  refreshTokenMs: number
  lockout: number | null
}

/**
 * Starts a new family of refresh tokens.
 * @returns null for an unknown e-mail, a wrong password or a disabled user; all take the same time
 * @throws AppError rate_limited for a locked account
 */
export async function signIn(
  deps: SignInDeps,
  { email: given, password }: Credentials,
  from: SignInSource,
): Promise<Session | null> {
  const { ctx, lockout } = deps
  const email = given.trim().toLowerCase()
  const found = await findUserByEmail(ctx.sql, email)
  if (lockout !== null)
    await enforceLockout(ctx, { email, userId: found?.id ?? null, from, max: lockout })
  const usable = found !== null && !found.disabled
  const right = await verifyPassword(password, found?.passwordHash ?? null)
  if (usable && right) return startSession(deps, found, from, 'password')
  await noteFailure(ctx, found?.id ?? null, from, 'password')
  return null
}

type Way = 'password' | 'oidc'

/** Signs in a user who is authenticated; null if it was disabled, or its password changed, meanwhile. */
export async function startSession(
  { ctx, tokens, refreshTokenMs }: SignInDeps,
  user: UserWithHash,
  { address, network }: SignInSource,
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
    await clearLockout(tx, user.email)
    await rememberNetwork(tx, { userId, network, now })
    await addAudit(tx, ctx, { by: { id: userId, address }, action: 'sign_in', data: { via } })
    return true
  }).catch((error) => {
    if (error instanceof Refused) return false
    throw error
  })
  return started ? sessionOf(tokens, user, familyId, token) : null
}

/** Thrown to roll the transaction back. */
class Refused extends Error {}

/** Audits a failed sign-in. An unknown e-mail address is not kept: people type passwords into the wrong field. */
export function noteFailure(
  ctx: ActionContext,
  userId: string | null,
  { address }: SignInSource,
  via: Way,
): Promise<void> {
  const target = userId === null ? {} : { target: { type: 'user' as const, id: userId } }
  const by = { id: null, address }
  return addAudit(ctx.sql, ctx, { by, action: 'sign_in_failed', ...target, data: { via } })
}

/** A session as the API returns it, with a new access token. */
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

/** 256 random bits. The database has only their hash, so that a stolen dump can't be used to sign in. */
export function newRefreshToken(): { token: string; tokenHash: string } {
  const token = randomBytes(32).toString('base64url')
  return { token, tokenHash: hashRefreshToken(token) }
}

export const hashRefreshToken = (token: string) => createHash('sha256').update(token).digest('hex')
