import { judgeRefresh } from '../domain/refresh.ts'
import type { Session } from '../protocol/auth.ts'
import { addAudit } from '../store/audit.ts'
import {
  findRefreshToken,
  findRefreshTokenUser,
  insertRefreshToken,
  markRefreshTokenUsed,
} from '../store/refreshTokens.ts'
import { lockUser } from '../store/users.ts'
import { transact } from './context.ts'
import { endSignIns } from './endSignIns.ts'
import { hashRefreshToken, newRefreshToken, type SignInDeps, sessionOf } from './signIn.ts'

export type Refreshed =
  | { kind: 'refreshed'; session: Session }
  | { kind: 'refused' }
  /** The token was reused too late, so its family was revoked. */
  | { kind: 'reused'; familyId: string }

/** Rotates a refresh token: exchanges it for the next of its family and a new access token. */
export async function refreshSession(
  { ctx, tokens, refreshTokenMs }: SignInDeps,
  refreshToken: string,
  address: string | null,
): Promise<Refreshed> {
  const presentedHash = hashRefreshToken(refreshToken)
  const next = newRefreshToken()
  const outcome = await transact(ctx, async (tx, emit) => {
    const userId = await findRefreshTokenUser(tx, presentedHash)
    const user = userId && (await lockUser(tx, userId))
    const old = user && (await findRefreshToken(tx, presentedHash))
    if (!old || user.disabled) return 'refused'

    const now = ctx.now()
    const { id, familyId } = old
    const verdict = judgeRefresh(old, now)
    if (verdict === 'refuse') return 'refused'
    if (verdict === 'revoke') {
      await endSignIns(tx, emit, user.id, { only: familyId, reason: 'signed_out' }, now)
      const target = { type: 'user' as const, id: user.id }
      const reused = { by: { id: null, address }, action: 'refresh_token_reused' as const }
      await addAudit(tx, ctx, { ...reused, target })
      return { familyId }
    }
    await markRefreshTokenUsed(tx, id, now)
    const { tokenHash } = next
    const expiresAt = now + refreshTokenMs
    const row = { id: ctx.newId(), userId: user.id, familyId, tokenHash, expiresAt, now }
    await insertRefreshToken(tx, row)
    return { user, familyId }
  })
  if (outcome === 'refused') return { kind: 'refused' }
  if (!outcome.user) return { kind: 'reused', familyId: outcome.familyId }
  const session = await sessionOf(tokens, outcome.user, outcome.familyId, next.token)
  return { kind: 'refreshed', session }
}
