/** How long a refresh token still works after its first use: two tabs that share it may race. */
export const REFRESH_RACE_MS = 20_000

/** Times in milliseconds since the epoch. */
export type RefreshToken = { expiresAt: number; usedAt: number | null; revokedAt: number | null }

/**
 * Decides what a presented refresh token gets. One reused late has been copied: its whole family is revoked, since the
 * thief's tokens can't be told from the owner's.
 */
export function judgeRefresh(token: RefreshToken, now: number): 'rotate' | 'refuse' | 'revoke' {
  if (token.revokedAt !== null || token.expiresAt <= now) return 'refuse'
  if (token.usedAt !== null && now - token.usedAt > REFRESH_RACE_MS) return 'revoke'
  return 'rotate'
}
