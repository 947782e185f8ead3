import { claimsOf } from '../../client/claims.ts'
import type { Session } from '../../protocol/auth.ts'
import type { User } from '../../protocol/user.ts'
import { type BrowserStorage, persistentStorage, tabStorage } from '../data/browserStorage.ts'

/** A sign-in as this browser stores it. `renewAt` is in this machine's own time. */
export type StoredSession = {
  token: string
  refreshToken: string
  renewAt: number
  user: User
  /** Whether it survives closing the browser. */
  keep: boolean
}

const NAME = 'ruang.session'
/** The share of its lifetime after which a token is renewed before use. */
const RENEW_AFTER = 0.9

export const readSession = (): StoredSession | null =>
  readFrom(persistentStorage) ?? readFrom(tabStorage)

/**
 * Forgets this tab's own sign-in if one of the whole browser has replaced it, so that it does not come back when that one
 * signs out.
 * @returns the forgotten one, which is still valid
 */
export function takeReplaced(): StoredSession | null {
  const [shared, own] = [readFrom(persistentStorage), readFrom(tabStorage)]
  if (!shared || !own) return null
  tabStorage.remove(NAME)
  return isSameSignIn(own.token, shared.token) ? null : own
}

function readFrom(storage: BrowserStorage): StoredSession | null {
  try {
    const kept: unknown = JSON.parse(storage.read(NAME) ?? 'null')
    return isSession(kept) ? kept : null
  } catch {
    // An entry that can't be parsed is no sign-in.
    return null
  }
}

/** What is stored may come from another version of the page, or be edited by hand. */
function isSession(kept: unknown): kept is StoredSession {
  const { token, refreshToken, renewAt, user, keep } = (kept ?? {}) as Partial<StoredSession>
  return (
    typeof token === 'string' &&
    claimsOf(token) !== null &&
    typeof refreshToken === 'string' &&
    typeof renewAt === 'number' &&
    typeof keep === 'boolean' &&
    [user?.id, user?.name, user?.role].every((text) => typeof text === 'string')
  )
}

export function toStoredSession(session: Session, keep: boolean): StoredSession {
  return {
    token: session.token,
    refreshToken: session.refresh_token,
    renewAt: Date.now() + lifetimeOf(session.token) * RENEW_AFTER,
    user: session.user,
    keep,
  }
}

export function storeSession(kept: StoredSession): void {
  const [into, other] = kept.keep
    ? [persistentStorage, tabStorage]
    : [tabStorage, persistentStorage]
  into.replace(NAME, JSON.stringify(kept))
  other.remove(NAME)
}

export function removeSession(): void {
  persistentStorage.remove(NAME)
  tabStorage.remove(NAME)
}

/** Compares the `sid` claim, which renewed tokens keep. */
export const isSameSignIn = (one: string | undefined, other: string): boolean =>
  one !== undefined && claimsOf(one)?.sid === claimsOf(other)?.sid

/** Computed from the token's own times, so that a wrong clock on this machine does not matter. */
function lifetimeOf(token: string): number {
  const { issuedAt, endsAt } = claimsOf(token)!
  return endsAt - issuedAt
}
