import type { Session } from '../../protocol/auth.ts'
import type { User } from '../../protocol/user.ts'

/** A sign-in as this browser keeps it. `renewAt` is by this machine's own clock. */
export type Kept = {
  token: string
  refreshToken: string
  renewAt: number
  user: User
  /** Also after the browser was closed. */
  keep: boolean
}

const NAME = 'ruang.session'
/** The part of its life after which a token is renewed before it is used. */
const RENEW_AFTER = 0.9

export function readSession(): Kept | null {
  for (const storage of [localStorage, sessionStorage]) {
    try {
      const text = storage.getItem(NAME)
      if (text) return JSON.parse(text) as Kept
    } catch {
      // What cannot be read is no sign-in.
    }
  }
  return null
}

export function keepSession(session: Session, keep: boolean): Kept {
  const kept: Kept = {
    token: session.token,
    refreshToken: session.refresh_token,
    renewAt: Date.now() + lifetimeOf(session.token) * RENEW_AFTER,
    user: session.user,
    keep,
  }
  const [into, other] = keep ? [localStorage, sessionStorage] : [sessionStorage, localStorage]
  into.setItem(NAME, JSON.stringify(kept))
  other.removeItem(NAME)
  return kept
}

export function removeSession(): void {
  localStorage.removeItem(NAME)
  sessionStorage.removeItem(NAME)
}

/** From its own times: how this machine's clock stands to the server's does not matter. */
function lifetimeOf(token: string): number {
  const claims = token.split('.')[1] ?? ''
  const { iat, exp } = JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/')))
  return (exp - iat) * 1000
}
