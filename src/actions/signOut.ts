import { addAudit } from '../store/audit.ts'
import { findRefreshToken } from '../store/refreshTokens.ts'
import { lockUser } from '../store/users.ts'
import { type ActionContext, transact } from './context.ts'
import { endSignIns } from './endSignIns.ts'
import { hashRefreshToken } from './signIn.ts'

/**
 * Ends the caller's sign-in: its refresh tokens and its access tokens. A refresh token of another sign-in of the same
 * user ends that one as well; anybody else's is passed over.
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
