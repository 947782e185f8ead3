/** What a token of ours says of itself: whose it is, of which sign-in, and its times (ms, by the server's clock). */
export type Claims = { sub: string; sid: string; issuedAt: number; endsAt: number }

/** Read, not checked: that is the server's. Null for what is no token of ours. */
export function claimsOf(token: string): Claims | null {
  try {
    const claims = token.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/')
    const { sub, sid, iat, exp } = JSON.parse(atob(claims))
    if (typeof iat !== 'number' || typeof exp !== 'number') return null
    return { sub, sid, issuedAt: iat * 1000, endsAt: exp * 1000 }
  } catch {
    return null
  }
}
