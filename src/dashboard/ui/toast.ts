import type { ReactNode } from 'react'
import { arriving } from '../data/arriving.ts'

export type Toast = {
  title: ReactNode
  text?: ReactNode
  tone?: 'ok' | 'bad'
  /** Instead of the icon, such as an avatar. */
  media?: ReactNode
  actions?: (close: () => void) => ReactNode
  /** Until it is handled; otherwise it leaves after 4 s. */
  stays?: boolean
  /** The user put it away. */
  onClosed?: () => void
  /** One of the same id at a time: a later one takes the place of the one before. */
  id?: string
}

const listeners = new Set<() => void>()
/** Of something that was long ago nobody is told. */
const OLD_MS = 5000
let wanted = false

/** Whether there has been a toast yet: before the first one nothing of them is loaded. */
export const toastsWanted = () => wanted
export function onToastsWanted(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Says something at the top, for a while. @returns what takes it away */
export function toast(shown: Toast): () => void {
  wanted = true
  for (const listener of listeners) listener()
  const asked = Date.now()
  const isOld = () => !shown.stays && Date.now() - asked > OLD_MS
  const loaded = arriving(() => import('./toasting.tsx')).then(
    ({ showToast }) => (isOld() ? unshown : showToast(shown)),
    () => unshown,
  )
  return () => void loaded.then((close) => close())
}

const unshown = () => {}
