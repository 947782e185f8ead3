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
import { createInboxStore, type InboxStore } from './createInboxStore.ts'

const InboxContext = createContext<InboxStore | null>(null)

/** Opens the inbox of a sign-in for the components inside. */
export function InboxProvider({ me, children }: { me: User; children: ReactNode }) {
  const [store] = useState(() => createInboxStore(me))
  useEffect(() => store.close, [store])
  return <InboxContext value={store}>{children}</InboxContext>
}

export function useInboxStore(): InboxStore {
  const store = use(InboxContext)
  if (!store) throw new Error('There is no inbox outside of the shell.')
  return store
}

/** Selects a part of the inbox's state. Re-renders only when that part changes. */
export function useInbox<T>(select: (state: State) => T): T {
  const store = useInboxStore()
  return useSyncExternalStore(store.subscribe, () => select(store.inbox.state))
}
