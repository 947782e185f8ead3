import { claimsOf } from '../../client/claims.ts'
import { answerOf, type Rest, RestError, rest } from '../../client/rest.ts'
import type { Session } from '../../protocol/auth.ts'
import type { User } from '../../protocol/user.ts'
import { abandon, refresh } from './requests.ts'
import { shareTokens } from './shareTokens.ts'
import {
  isSameSignIn,
  readSession,
  removeSession,
  type StoredSession,
  storeSession,
  takeReplaced,
  toStoredSession,
} from './storage.ts'
import { withSessionLock } from './withSessionLock.ts'

/** `ended`: the server ended the session, not the user. The sign-in page then says so. */
export type SessionState =
  | { kind: 'out'; ended: boolean }
  /** `signIn` tells one sign-in of a user from the next. */
  | { kind: 'in'; user: User; signIn: string }

let stored: StoredSession | null = readSession()
let state: SessionState = stateOf(stored)
const listeners = new Set<() => void>()
/**
 * The renewal in progress. Callers with the same token share its answer, and other tabs wait for it (`withSessionLock`).
 */
let renewal: { used: string | null; answer: Promise<string | null> } | null = null

const tabs = shareTokens({ mine: readSession, take: adopt })

/** The typed API, with the current user's token. A request is answered only while that user is signed in. */
export const api: Rest = rest(location.origin, currentToken, fetchForUser)
/** The same for requests about the sign-in itself, which must not be repeated for a later one. */
const farewell: Rest = rest(location.origin, currentToken, (input, init) =>
  fetchWithRenewal(input, init, isSameSignIn),
)

export const sessionState = () => state
export function onSession(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** @throws RestError `unauthenticated`, `rate_limited` */
export async function signIn(
  credentials: { email: string; password: string },
  keep: boolean,
): Promise<void> {
  const { data } = await answerOf(api.auth.login.$post({ json: credentials }))
  saveSession(data, keep)
}

export async function signOut(): Promise<void> {
  const request = stored && abandon(stored.token, stored.refreshToken)
  clearSession(false)
  await request
}

/** The sign-in that is signing out everywhere: its socket may hear that it is over before the answer comes. */
let leaving: StoredSession | null = null

/** Signs out on all devices, including this one. @throws when the server could not be told: then nothing changes */
export async function signOutEverywhere(): Promise<void> {
  const asking = stored
  leaving = asking
  try {
    await answerOf(farewell.auth['logout-everywhere'].$post())
    // Until the answer comes, the user may sign out here, and sign in again or as somebody else.
    if (asking && isStored(asking)) clearSession(false)
  } finally {
    if (leaving === asking) leaving = null
  }
}

/** The current access token, even if it has expired. */
export function currentToken(): string | null {
  return stored?.token ?? null
}

/**
 * Gets a newer token of the same user than `used`; another tab may already have one. Null when the user has to sign in
 * again, or somebody else has signed in.
 * @throws when the server is out of reach
 */
export function newerToken(used: string | null): Promise<string | null> {
  if (renewal?.used !== used) {
    const answer = withSessionLock(() => renew(used))
    const mine = { used, answer }
    renewal = mine
    const over = () => {
      if (renewal === mine) renewal = null
    }
    answer.then(over, over)
  }
  return renewal.answer
}

async function renew(used: string | null): Promise<string | null> {
  const before = readSession()
  // A duplicated tab, or one back from sleep, may hold tokens that another tab has already used.
  if (before && !before.keep && before.token === used) await tabs.ask(before)
  const now = readSession()
  if (!now) {
    syncFromStorage()
    return null
  }
  if (used !== null && claimsOf(used)?.sub !== now.user.id) return null
  if (now.token !== used) {
    syncFromStorage()
    return now.token
  }
  // While this waits, the user may sign out or somebody else sign in. Their session must stay untouched.
  try {
    const session = await refresh(now.refreshToken)
    if (!isStored(now)) {
      void abandon(session.token, session.refresh_token)
      return null
    }
    // What was heard of the user meanwhile, such as a new role, is newer than what the answer says of them.
    const heard = readSession()?.user ?? now.user
    const user = sameUser(heard, now.user) ? session.user : heard
    saveSession({ ...session, user }, now.keep)
    return session.token
  } catch (error) {
    if (!(error instanceof RestError) || error.code !== 'unauthenticated') throw error
    if (isStored(now)) clearSession(true)
    return null
  }
}

/** Whether this is still the browser's sign-in, whatever its tokens are by now. */
const isStored = ({ token }: StoredSession) => isSameSignIn(readSession()?.token, token)

/**
 * SECURITY: never settles once the user who asked has signed out: whoever is there by then would see the answer, in a toast
 * for instance, or what follows from it would be done in their name.
 */
async function fetchForUser(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const asking = stored?.user.id
  const isThere = () => stored?.user.id === asking
  try {
    const answer = await fetchWithRenewal(input, init)
    if (isThere()) return answer
    void answer.body?.cancel()
  } catch (error) {
    if (isThere()) throw error
  }
  return new Promise(() => {})
}

/**
 * Sends a request, and once more with a fresh token if the old one is refused.
 * @param mayUse whether a newer token does in place of the old one
 */
async function fetchWithRenewal(
  input: RequestInfo | URL,
  init?: RequestInit,
  mayUse: (newer: string, old: string) => boolean = () => true,
): Promise<Response> {
  const headers = new Headers(init?.headers)
  const send = (token: string) => {
    headers.set('authorization', `Bearer ${token}`)
    return fetch(input, { ...init, headers })
  }
  const first = headers.get('authorization')?.slice('Bearer '.length)
  if (!first) return fetch(input, { ...init, headers })
  const newer = async (old: string) => {
    const token = await newerToken(old)
    return token !== null && mayUse(token, old) ? token : null
  }
  const isDue = stored !== null && Date.now() >= stored.renewAt
  // The old token has some time left: a renewal that fails, as when the server is busy, does not stop the request.
  const sent = (isDue && (await newer(first).catch(() => null))) || first
  const answer = await send(sent)
  if (answer.status !== 401) return answer
  const token = await newer(sent)
  return token ? send(token) : answer
}

function saveSession(session: Session, keep: boolean): void {
  const next = toStoredSession(session, keep)
  adopt(next)
  tabs.announce(next)
}

function adopt(next: StoredSession): void {
  stored = next
  storeSession(next)
  setState(stateOf(next))
}

/** @param ended whether the server ended the session, not the user */
function clearSession(ended: boolean): void {
  const wanted = leaving !== null && isSameSignIn(stored?.token, leaving.token)
  stored = null
  removeSession()
  setState({ kind: 'out', ended: ended && !wanted })
}

/** Takes over what the server says about the signed-in user, such as a new role or name. */
export function updateUser(user: Pick<User, 'id' | 'role'> & Partial<User>): void {
  if (state.kind === 'out' || state.user.id !== user.id) return
  const next = { ...state.user, ...user }
  if (sameUser(next, state.user)) return
  const now = readSession()
  if (now?.user.id === user.id) adopt({ ...now, user: next })
}

/** The server ended the sign-in of this token. Another one that has taken its place goes on, of the same user too. */
export function sessionEnded(token: string): void {
  if (isSameSignIn(readSession()?.token, token)) clearSession(true)
  else syncFromStorage()
}

function setState(next: SessionState): void {
  if (next.kind === 'in' && state.kind === 'in') {
    if (next.signIn === state.signIn && sameUser(next.user, state.user)) return
  }
  if (next.kind === 'out' && state.kind === 'out') return
  state = next
  for (const listener of listeners) listener()
}

const sameUser = (a: User, b: User) => a.id === b.id && a.role === b.role && a.name === b.name

function stateOf(session: StoredSession | null): SessionState {
  if (!session) return { kind: 'out', ended: false }
  return { kind: 'in', user: session.user, signIn: claimsOf(session.token)?.sid ?? '' }
}

/** Another tab signed out, signed in as somebody else, or anew. */
function syncFromStorage(): void {
  stored = readSession()
  setState(stateOf(stored))
  endReplaced()
}

function endReplaced(): void {
  const old = takeReplaced()
  if (old) void abandon(old.token, old.refreshToken)
}
endReplaced()

window.addEventListener('storage', ({ key }) => {
  if (key === null || key === 'ruang.session') syncFromStorage()
})
// SECURITY: a page that the browser kept for its Back button was told nothing meanwhile. It must not show the user who was
// signed in when it was left.
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) syncFromStorage()
})

/** Sends a request that the typed API does not cover, with the session's token. Answered only while that user is signed in. */
export function authFetch(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  if (stored) headers.set('authorization', `Bearer ${stored.token}`)
  return fetchForUser(path, { ...init, headers })
}
