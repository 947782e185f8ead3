import { useSyncExternalStore } from 'react'

/** `missing`: the browser has no notifications, or none for pages. */
export type Permission = NotificationPermission | 'missing'

const listeners = new Set<() => void>()
const changed = () => {
  for (const listener of listeners) listener()
}

export const permission = (): Permission =>
  typeof Notification === 'undefined' ? 'missing' : Notification.permission

/** Only ever after a click of the user's: asked for out of the blue, most people refuse for good. */
export async function askPermission(): Promise<Permission> {
  if (permission() === 'default') await Notification.requestPermission()
  changed()
  return permission()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  // Allowed or refused in the browser's own settings meanwhile.
  window.addEventListener('focus', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('focus', listener)
  }
}

export const usePermission = (): Permission => useSyncExternalStore(subscribe, permission)
