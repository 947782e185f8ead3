import { claimsOf } from '../../client/claims.ts'
import type { Session } from '../../protocol/auth.ts'
import type { User } from '../../protocol/user.ts'
import { keptHere, keptInTab } from '../data/browserStorage.ts'

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
  for (const storage of [keptHere, keptInTab]) {
    try {
      const text = storage.read(NAME)
      if (text) return JSON.parse(text) as Kept
    } catch {
      // What cannot be read is no sign-in.
    }
  }
  return null
}

export function keptOf(session: Session, keep: boolean): Kept {
  return {
    token: session.token,
    refreshToken: session.refresh_token,
    renewAt: Date.now() + lifetimeOf(session.token) * RENEW_AFTER,
    user: session.user,
    keep,
  }
}

export function keepSession(kept: Kept): void {
  const [into, other] = kept.keep ? [keptHere, keptInTab] : [keptInTab, keptHere]
  into.write(NAME, JSON.stringify(kept))
  other.remove(NAME)
}

export function removeSession(): void {
  keptHere.remove(NAME)
  keptInTab.remove(NAME)
}

/** Tokens that are renewed are still of the sign-in that they began with. */
export const isSameSignIn = (one: string | undefined, other: string): boolean =>
  one !== undefined && claimsOf(one)?.sid === claimsOf(other)?.sid

/** From its own times: how this machine's clock stands to the server's does not matter. */
function lifetimeOf(token: string): number {
  const { issuedAt, endsAt } = claimsOf(token)!
  return endsAt - issuedAt
}
