import { addAudit } from '../store/audit.ts'
import { findRefreshToken, findRefreshTokenUser } from '../store/refreshTokens.ts'
import { lockUser } from '../store/users.ts'
import { type ActionContext, transact } from './context.ts'
import { endSignIns } from './endSignIns.ts'
import { hashRefreshToken } from './signIn.ts'

/**
 * Ends the caller's sign-in with its refresh and access tokens. If `refreshToken` belongs to another sign-in of the same
 * user, that one ends as well; a token of somebody else is ignored.
 * @returns the families that ended
 */
export function signOut(
  ctx: ActionContext,
  input: {
    userId: string
    familyId: string
    refreshToken?: string | undefined
    address: string | null
  },
): Promise<string[]> {
  const { userId, familyId, refreshToken } = input
  return transact(ctx, async (tx, emit) => {
    await lockUser(tx, userId)
    const by = { id: userId, address: input.address }
    await addAudit(tx, ctx, { by, action: 'sign_out' })
    const now = ctx.now()
    const ended = await endSignIns(tx, emit, userId, { only: familyId, reason: 'signed_out' }, now)
    const other =
      refreshToken === undefined ? null : await findRefreshToken(tx, hashRefreshToken(refreshToken))
    if (other?.userId !== userId || other.familyId === familyId) return ended
    return [
      ...ended,
      ...(await endSignIns(tx, emit, userId, { only: other.familyId, reason: 'signed_out' }, now)),
    ]
  })
}

/**
 * Ends the sign-in of a refresh token, for a client whose access token has expired. Safe, since whoever has the token
 * could also use it.
 * @returns the families that ended; null for an unknown or expired token
 */
export function signOutByRefreshToken(
  ctx: ActionContext,
  { refreshToken, address }: { refreshToken: string; address: string | null },
): Promise<string[] | null> {
  const presentedHash = hashRefreshToken(refreshToken)
  return transact(ctx, async (tx, emit) => {
    const userId = await findRefreshTokenUser(tx, presentedHash)
    const user = userId && (await lockUser(tx, userId))
    const token = user && (await findRefreshToken(tx, presentedHash))
    const now = ctx.now()
    if (!token || token.revokedAt !== null || token.expiresAt <= now) return null
    await addAudit(tx, ctx, { by: { id: token.userId, address }, action: 'sign_out' })
    const which = { only: token.familyId, reason: 'signed_out' as const }
    return endSignIns(tx, emit, token.userId, which, now)
  })
}
