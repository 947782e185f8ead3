import { useEffect, useSyncExternalStore } from 'react'
import { persistentStorage } from '../data/browserStorage.ts'

const STORAGE_KEY = 'ruang.details'
const WIDE = '(min-width: 80rem)'

export type DetailsShown = {
  shown: boolean
  /** On top of the conversation, which is inert meanwhile. */
  overlay: boolean
  toggle: () => void
  hide: () => void
}

const listeners = new Set<() => void>()
/**
 * Shown beside the conversation in a wide window, where the choice is remembered. In a narrow one the details lie on
 * top (`overlay`), and open only on request, for one room: whoever opens another wants to read it.
 */
let beside = persistentStorage.read(STORAGE_KEY) !== 'hidden'
let overlayRoomId: string | null = null
const wide = matchMedia(WIDE)

function change(roomId: string, next: boolean): void {
  if (wide.matches) {
    beside = next
    persistentStorage.write(STORAGE_KEY, next ? 'shown' : 'hidden')
  } else {
    overlayRoomId = next ? roomId : null
  }
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  wide.addEventListener('change', listener)
  return () => {
    listeners.delete(listener)
    wide.removeEventListener('change', listener)
  }
}

/** Whether the details of a room are shown. */
export function useDetailsShown(roomId: string): DetailsShown {
  const readOverlay = () => !wide.matches && overlayRoomId === roomId
  const isShown = () => (wide.matches ? beside : readOverlay())
  const shown = useSyncExternalStore(subscribe, isShown)
  const isOverlay = useSyncExternalStore(subscribe, readOverlay)
  useEffect(
    () => () => {
      if (overlayRoomId === roomId) overlayRoomId = null
    },
    [roomId],
  )
  return {
    shown,
    overlay: isOverlay,
    toggle: () => change(roomId, !isShown()),
    hide: () => change(roomId, false),
  }
}
