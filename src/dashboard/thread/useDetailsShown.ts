import { useSyncExternalStore } from 'react'
import { keptHere } from '../data/browserStorage.ts'

const KEPT_AS = 'ruang.details'
const WIDE = '(min-width: 80rem)'

export type DetailsShown = {
  shown: boolean
  /** Over the conversation, which cannot be reached then. */
  over: boolean
  toggle: () => void
  hide: () => void
}

const listeners = new Set<() => void>()
/** Beside the conversation where there is room for both; elsewhere it lies over it, and only when it is asked for. */
let beside = keptHere.read(KEPT_AS) !== 'hidden'
let over = false
const wide = matchMedia(WIDE)

function change(next: boolean): void {
  if (wide.matches) {
    beside = next
    keptHere.write(KEPT_AS, next ? 'shown' : 'hidden')
  } else {
    over = next
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
const isShown = () => (wide.matches ? beside : over)
const isOver = () => !wide.matches && over

/** Whether the details are shown, as it was left. */
export function useDetailsShown(): DetailsShown {
  const shown = useSyncExternalStore(subscribe, isShown)
  const lies = useSyncExternalStore(subscribe, isOver)
  return { shown, over: lies, toggle: () => change(!isShown()), hide: () => change(false) }
}
