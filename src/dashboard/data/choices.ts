import { useSyncExternalStore } from 'react'
import { keptHere } from './browserStorage.ts'

/** What a user of this browser chose, besides theme and language. */
export type Choices = {
  /** What is told at all. */
  new_room: boolean
  new_message: boolean
  assigned: boolean
  /** How it is told. */
  sound: boolean
  notification: boolean
  /** Single keys do something outside of text fields. */
  keys: boolean
}

const KEPT_AS = 'ruang.choices'
const AT_FIRST: Choices = {
  new_room: true,
  new_message: true,
  assigned: true,
  sound: true,
  notification: true,
  keys: true,
}

const listeners = new Set<() => void>()
let now = read()

export const choices = (): Choices => now

export function choose(change: Partial<Choices>): void {
  keptHere.write(KEPT_AS, JSON.stringify({ ...now, ...change }))
  become()
}

export const useChoices = (): Choices => useSyncExternalStore(subscribe, choices)

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** What is kept may be of another version, or written by hand. */
function read(): Choices {
  try {
    const kept = JSON.parse(keptHere.read(KEPT_AS) ?? '{}')
    const known = Object.keys(AT_FIRST).filter((name) => typeof kept[name] === 'boolean')
    return { ...AT_FIRST, ...Object.fromEntries(known.map((name) => [name, kept[name]])) }
  } catch {
    return AT_FIRST
  }
}

function become(): void {
  now = read()
  for (const listener of listeners) listener()
}

// Chosen in another tab.
window.addEventListener('storage', ({ key }) => {
  if (key === null || key === KEPT_AS) become()
})
