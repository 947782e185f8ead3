import { useSyncExternalStore } from 'react'
import type { ConnectionView } from '../data/createInboxStore.ts'
import { useInboxStore } from '../data/inboxStore.tsx'

export function useConnection(): ConnectionView {
  const store = useInboxStore()
  return useSyncExternalStore(store.subscribe, () => store.connection)
}
