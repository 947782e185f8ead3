import { useSyncExternalStore } from 'react'

const EVERY_MS = 15_000
/** The clock stands still while no component uses it. A new subscriber that finds it older than this sets it. */
const IDLE_MS = 1000

let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = Date.now()
    for (const each of listeners) each()
  }, EVERY_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function read(): number {
  if (timer === undefined && Date.now() - now > IDLE_MS) now = Date.now()
  return now
}

/** The current time. It advances every 15 s, for all components at once. */
export const useNow = (): number => useSyncExternalStore(subscribe, read)
