import { useSyncExternalStore } from 'react'
import { persistentStorage } from './browserStorage.ts'

/** A user's preferences in this browser, besides theme and language. */
export type Preferences = {
  /** Which events raise an alert. */
  new_room: boolean
  new_message: boolean
  assigned: boolean
  /** How an alert is shown. */
  sound: boolean
  notification: boolean
  /** Whether single-key shortcuts work outside of text fields. */
  keys: boolean
}

const STORAGE_KEY = 'ruang.choices'
const DEFAULTS: Preferences = {
  new_room: true,
  new_message: true,
  assigned: true,
  sound: true,
  notification: true,
  keys: true,
}

const listeners = new Set<() => void>()
let now = read()

export const preferences = (): Preferences => now

export function setPreferences(change: Partial<Preferences>): void {
  persistentStorage.write(STORAGE_KEY, JSON.stringify({ ...now, ...change }))
  reload()
}

export const usePreferences = (): Preferences => useSyncExternalStore(subscribe, preferences)

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Stored preferences may come from another version or be edited by hand: unknown ones are ignored. */
function read(): Preferences {
  try {
    const kept = JSON.parse(persistentStorage.read(STORAGE_KEY) ?? '{}')
    const known = Object.keys(DEFAULTS).filter((name) => typeof kept[name] === 'boolean')
    return { ...DEFAULTS, ...Object.fromEntries(known.map((name) => [name, kept[name]])) }
  } catch {
    return DEFAULTS
  }
}

function reload(): void {
  now = read()
  for (const listener of listeners) listener()
}

// Another tab has changed a preference.
window.addEventListener('storage', ({ key }) => {
  if (key === null || key === STORAGE_KEY) reload()
})
