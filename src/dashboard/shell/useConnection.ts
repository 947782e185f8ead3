import { useSyncExternalStore } from 'react'
import type { ConnectionView } from '../data/createDesk.ts'
import { useDesk } from '../data/desk.tsx'

export function useConnection(): ConnectionView {
  const desk = useDesk()
  return useSyncExternalStore(desk.subscribe, () => desk.connection)
}
