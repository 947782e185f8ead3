import { useSyncExternalStore } from 'react'
import type { User } from '../../protocol/user.ts'
import { onSession, type SessionState, sessionState } from './session.ts'

export const useSession = (): SessionState => useSyncExternalStore(onSession, sessionState)

/** Who is signed in. Only on pages within the shell, which there is none of without. */
export function useMe(): User {
  const session = useSession()
  if (session.kind === 'out') throw new Error('Nobody is signed in.')
  return session.user
}

export const isStaff = ({ role }: Pick<User, 'role'>) => role !== 'agent'
