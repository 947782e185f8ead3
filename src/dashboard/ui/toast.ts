import type { ReactNode } from 'react'
import { loadModule } from '../data/loadModule.ts'

export type Toast = {
  title: ReactNode
  text?: ReactNode
  tone?: 'ok' | 'bad'
  /** Replaces the icon, such as an avatar. */
  media?: ReactNode
  actions?: (close: () => void) => ReactNode
  /** Stays until it is closed; otherwise it disappears after 4 s. */
  stays?: boolean
  /** Called when the user closes it. */
  onClosed?: () => void
  /** Toasts with the same id replace each other. */
  id?: string
}

const listeners = new Set<() => void>()
/** A toast whose code took longer than this to load is not shown any more. */
const OLD_MS = 5000
let wanted = false

/** Whether there has been a toast yet. The code for toasts is loaded with the first one. */
export const toastsWanted = () => wanted
export function onToastsWanted(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Shows a toast. @returns a function that closes it */
export function toast(shown: Toast): () => void {
  wanted = true
  for (const listener of listeners) listener()
  const asked = Date.now()
  const isOld = () => !shown.stays && Date.now() - asked > OLD_MS
  const loaded = loadModule(() => import('./Toaster.tsx')).then(
    ({ showToast }) => (isOld() ? unshown : showToast(shown)),
    () => unshown,
  )
  return () => void loaded.then((close) => close())
}

const unshown = () => {}
