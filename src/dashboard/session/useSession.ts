import { useSyncExternalStore } from 'react'
import type { User } from '../../protocol/user.ts'
import { onSession, type SessionState, sessionState } from './session.ts'

export const useSession = (): SessionState => useSyncExternalStore(onSession, sessionState)

/** The signed-in user. Only for components inside the shell, which is not rendered without one. */
export function useMe(): User {
  const session = useSession()
  if (session.kind === 'out') throw new Error('Nobody is signed in.')
  return session.user
}

export const isStaff = ({ role }: Pick<User, 'role'>) => role !== 'agent'
