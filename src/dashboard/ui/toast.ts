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
let wanted = false
/** Counts the users of this page: toasts that still wait for their code are dropped with their user. */
let users = 0

/** Whether there has been a toast yet. The code for toasts is loaded with the first one. */
export const toastsWanted = () => wanted
export function onToastsWanted(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Call when the user has gone: a toast that waits for its code is not for the next one. */
export function dropWaitingToasts(): void {
  users++
}

/** Shows a toast, for 4 s from when it is seen. @returns a function that closes it */
export function toast(shown: Toast): () => void {
  wanted = true
  for (const listener of listeners) listener()
  const mine = users
  const loaded = loadModule(() => import('./Toaster.tsx')).then(
    ({ showToast }) => (mine === users ? showToast(shown) : unshown),
    () => unshown,
  )
  return () => void loaded.then((close) => close())
}

const unshown = () => {}
