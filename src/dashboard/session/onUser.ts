import { onSession, sessionState } from './session.ts'

/** Who is signed in; null: nobody. */
export function userIdNow(): string | null {
  const session = sessionState()
  return session.kind === 'in' ? session.user.id : null
}

/** Hears when it is somebody else, or nobody any more: not of the same user's new name or role. */
export function onUser(listener: (userId: string | null) => void): void {
  let last = userIdNow()
  onSession(() => {
    const now = userIdNow()
    if (now === last) return
    last = now
    listener(now)
  })
}
