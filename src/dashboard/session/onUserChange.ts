import { onSession, sessionState } from './session.ts'

/** The id of the signed-in user; null if nobody is signed in. */
export function currentUserId(): string | null {
  const session = sessionState()
  return session.kind === 'in' ? session.user.id : null
}

/** Calls back when another user signs in, or the user signs out. Not when the same user's name or role changes. */
export function onUserChange(listener: (userId: string | null) => void): void {
  let last = currentUserId()
  onSession(() => {
    const now = currentUserId()
    if (now === last) return
    last = now
    listener(now)
  })
}
