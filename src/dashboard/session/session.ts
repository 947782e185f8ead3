import { claimsOf } from '../../client/claims.ts'
import { answerOf, type Rest, RestError, rest } from '../../client/rest.ts'
import type { Session } from '../../protocol/auth.ts'
import type { User } from '../../protocol/user.ts'
import { exclusively } from './exclusively.ts'
import { abandon, refresh } from './requests.ts'
import { shareTokens } from './sharing.ts'
import {
  isSameSignIn,
  type Kept,
  keepSession,
  keptOf,
  readSession,
  removeSession,
} from './storage.ts'

/** `ended`: by the server, not by the user, who is told so. */
export type SessionState = { kind: 'out'; ended: boolean } | { kind: 'in'; user: User }

let kept: Kept | null = readSession()
let state: SessionState = kept ? { kind: 'in', user: kept.user } : { kind: 'out', ended: false }
const listeners = new Set<() => void>()
/** All who ask at once get one answer: while there is none, other tabs wait for it too. */
let asking: { used: string | null; answer: Promise<string | null> } | null = null

const tabs = shareTokens({ mine: readSession, take: adopt })

/** The API, signed in as whoever is. */
export const api: Rest = rest(location.origin, () => kept?.token ?? null, fetchFresh)

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
  take(data, keep)
}

export async function signOut(): Promise<void> {
  const leaving = kept
  const told = leaving
    ? api.auth.logout.$post({ json: { refresh_token: leaving.refreshToken } }).catch(() => {})
    : undefined
  forget(false)
  await told
}

/** On every device of the user's, this one included. @throws when the server did not hear of it: all stays as it is */
export async function signOutEverywhere(): Promise<void> {
  await answerOf(api.auth['logout-everywhere'].$post())
  forget(false)
}

/** The access token as it is, perhaps ended. */
export const currentToken = () => kept?.token ?? null

/**
 * A newer token of the same user than this one, which other tabs may have got already; null when they have to sign in
 * again, or somebody else has.
 * @throws when the server is out of reach
 */
export function newerToken(used: string | null): Promise<string | null> {
  if (asking?.used !== used) {
    const answer = exclusively(() => renew(used))
    const mine = { used, answer }
    asking = mine
    const over = () => {
      if (asking === mine) asking = null
    }
    answer.then(over, over)
  }
  return asking.answer
}

async function renew(used: string | null): Promise<string | null> {
  const before = readSession()
  // A tab that was duplicated, or is back from sleep, may have tokens that another one has used.
  if (before && !before.keep && before.token === used) await tabs.ask(before)
  const now = readSession()
  if (!now) {
    forget(kept !== null)
    return null
  }
  if (used !== null && claimsOf(used)?.sub !== now.user.id) return null
  if (now.token !== used) {
    kept = now
    return now.token
  }
  // Meanwhile this one may be signed out, or somebody else in: their session is not to be touched.
  const isStillThere = () => isSameSignIn(readSession()?.token, now.token)
  try {
    const session = await refresh(now.refreshToken)
    if (!isStillThere()) {
      void abandon(session)
      return null
    }
    take(session, now.keep)
    return session.token
  } catch (error) {
    if (!(error instanceof RestError) || error.code !== 'unauthenticated') throw error
    if (isStillThere()) forget(true)
    return null
  }
}

/** Sends a request again, once, with a fresh token when the old one is no longer taken. */
async function fetchFresh(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const headers = new Headers(init?.headers)
  const sent = headers.get('authorization')?.slice('Bearer '.length)
  if (sent && kept && Date.now() >= kept.renewAt) {
    headers.set('authorization', `Bearer ${(await newerToken(sent)) ?? sent}`)
  }
  const answer = await fetch(input, { ...init, headers })
  if (answer.status !== 401 || !sent) return answer
  const token = await newerToken(headers.get('authorization')!.slice('Bearer '.length))
  if (!token) return answer
  headers.set('authorization', `Bearer ${token}`)
  return fetch(input, { ...init, headers })
}

function take(session: Session, keep: boolean): void {
  const next = keptOf(session, keep)
  adopt(next)
  tabs.tell(next)
}

function adopt(next: Kept): void {
  kept = next
  keepSession(next)
  become({ kind: 'in', user: next.user })
}

/** @param ended it was not the user who wanted it */
function forget(ended: boolean): void {
  kept = null
  removeSession()
  become({ kind: 'out', ended })
}

/** What the server says of the user who is signed in: another role, or name, counts from now on. */
export function learnUser(user: Pick<User, 'id' | 'role'> & Partial<User>): void {
  if (state.kind === 'out' || state.user.id !== user.id) return
  const next = { ...state.user, ...user }
  if (sameUser(next, state.user)) return
  const now = readSession()
  if (now?.user.id === user.id) adopt({ ...now, user: next })
}

/** The server ended this user's session; that of whoever signed in meanwhile goes on. */
export function sessionEnded({ id }: User): void {
  if (readSession()?.user.id === id) forget(true)
  else follow()
}

function become(next: SessionState): void {
  if (next.kind === 'in' && state.kind === 'in' && sameUser(next.user, state.user)) return
  if (next.kind === 'out' && state.kind === 'out') return
  state = next
  for (const listener of listeners) listener()
}

const sameUser = (a: User, b: User) => a.id === b.id && a.role === b.role && a.name === b.name

/** Another tab signed out, or in as somebody else. */
function follow(): void {
  kept = readSession()
  become(kept ? { kind: 'in', user: kept.user } : { kind: 'out', ended: false })
}

window.addEventListener('storage', ({ key }) => {
  if (key === null || key === 'ruang.session') follow()
})

/** A request that the typed API has no name for, with the session's token. */
export function call(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  if (kept) headers.set('authorization', `Bearer ${kept.token}`)
  return fetchFresh(path, { ...init, headers })
}
