import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let open = false

/** Opens or closes the sheet of all shortcuts. */
export function showHelp(next: boolean): void {
  open = next
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
export const useHelpShown = (): boolean => useSyncExternalStore(subscribe, () => open)
