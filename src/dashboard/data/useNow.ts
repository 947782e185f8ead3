import { useSyncExternalStore } from 'react'

const EVERY_MS = 15_000
/** While nothing on the page needs the time it stands still; older than this, whoever comes next has it set. */
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

/** The time, moved on every 15 s and for everything on the page at once. */
export const useNow = (): number => useSyncExternalStore(subscribe, read)
