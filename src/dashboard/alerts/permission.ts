import { useSyncExternalStore } from 'react'

/** `missing`: the browser has no notifications, or not for pages. */
export type Permission = NotificationPermission | 'missing'

const listeners = new Set<() => void>()
const changed = () => {
  for (const listener of listeners) listener()
}

export const permission = (): Permission =>
  typeof Notification === 'undefined' ? 'missing' : Notification.permission

/** Call only after a click: most people refuse an unexpected request, and that is permanent. */
export async function askPermission(): Promise<Permission> {
  if (permission() === 'default') await Notification.requestPermission()
  changed()
  return permission()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  // The permission may have changed in the browser's settings meanwhile.
  window.addEventListener('focus', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('focus', listener)
  }
}

export const usePermission = (): Permission => useSyncExternalStore(subscribe, permission)
