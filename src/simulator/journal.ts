import type { LogEntry, SimulatorEvents } from '../protocol/simulator.ts'
import { Ring } from './bounded.ts'

export type JournalEvent = {
  [K in keyof SimulatorEvents]: { id: number; name: K; data: SimulatorEvents[K] }
}[keyof SimulatorEvents]

export type Journal = ReturnType<typeof createJournal>

const KEPT = 2_000

/** What happens in the simulator, for pages that watch it: the last of it kept, the rest passed on as it happens. */
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
    /** Aborted when the simulator stops: nothing more will be told. */
    over: over.signal,
    end: () => over.abort(),
    log: (entry: LogEntry) => tell('log', entry),
    after: (id: number) => ring.after(id),
    /** @returns how to stop listening */
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
