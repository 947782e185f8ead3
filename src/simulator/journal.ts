import type { LogEntry, SimulatorEvents } from '../protocol/simulator.ts'
import { Ring } from './bounded.ts'

export type JournalEvent = {
  [K in keyof SimulatorEvents]: { id: number; name: K; data: SimulatorEvents[K] }
}[keyof SimulatorEvents]

export type Journal = ReturnType<typeof createJournal>

const KEPT = 2_000

/** Events for watching pages: passed on as they happen, and the latest are kept. */
export function createJournal() {
  const ring = new Ring<JournalEvent>(KEPT)
  const over = new AbortController()
  const listeners = new Set<(event: JournalEvent) => void>()

  function tell<K extends keyof SimulatorEvents>(name: K, data: SimulatorEvents[K]): void {
    const event = ring.add((id) => ({ id, name, data }) as JournalEvent)
    for (const listener of listeners) listener(event)
  }

  return {
    tell,
    /** Aborted when the simulator stops. */
    over: over.signal,
    end: () => over.abort(),
    log: (entry: LogEntry) => tell('log', entry),
    after: (id: number) => ring.after(id),
    /** @returns a function that stops listening */
    listen(listener: (event: JournalEvent) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    clear(): void {
      ring.clear()
      tell('reset', {})
    },
  }
}
