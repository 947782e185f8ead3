/** For so long after its first use a refresh token still works: tabs that share it may race. */
export const REFRESH_RACE_MS = 20_000

/** Times in milliseconds since the epoch. */
export type RefreshToken = { expiresAt: number; usedAt: number | null; revokedAt: number | null }

/**
 * What becomes of a refresh token that is shown. One that comes back late was copied by somebody: its whole family
 * ends, since nobody can tell the thief's tokens from the owner's.
 */
export function judgeRefresh(token: RefreshToken, now: number): 'rotate' | 'refuse' | 'revoke' {
  if (token.revokedAt !== null || token.expiresAt <= now) return 'refuse'
  if (token.usedAt !== null && now - token.usedAt > REFRESH_RACE_MS) return 'revoke'
  return 'rotate'
}
