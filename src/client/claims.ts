/** The claims of one of our access tokens: user, sign-in, and times (ms, by the server's clock). */
export type Claims = { sub: string; sid: string; issuedAt: number; endsAt: number }

/** Decodes a token without verifying it; only the server can do that. Null if it is no token of ours. */
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
