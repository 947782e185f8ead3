import {
  createContext,
  type ReactNode,
  use,
  useEffect,
  useState,
  useSyncExternalStore,
} from 'react'
import type { State } from '../../client/state.ts'
import type { User } from '../../protocol/user.ts'
import { createDesk, type Desk } from './createDesk.ts'

const DeskContext = createContext<Desk | null>(null)

/** Opens the signed-in user's inbox for everything within. */
export function DeskProvider({ me, children }: { me: User; children: ReactNode }) {
  const [desk] = useState(() => createDesk(me))
  useEffect(() => desk.close, [desk])
  return <DeskContext value={desk}>{children}</DeskContext>
}

export function useDesk(): Desk {
  const desk = use(DeskContext)
  if (!desk) throw new Error('There is no inbox outside of the shell.')
  return desk
}

/** A part of the inbox's state; rendered again only when that part changes. */
export function useInbox<T>(select: (state: State) => T): T {
  const desk = useDesk()
  return useSyncExternalStore(desk.subscribe, () => select(desk.inbox.state))
}
