import type { EventDraft, EventRow } from '../domain/event.ts'
import type { Sql, Tx } from '../store/database.ts'
import { appendEvents } from '../store/events.ts'
import { isRace } from '../store/races.ts'

/** What every action needs from outside. Clock and ids are passed in so that tests can control them. */
export type ActionContext = {
  sql: Sql
  /** Milliseconds since the epoch. */
  now: () => number
  /** A new UUIDv7. */
  newId: () => string
  /** Passes the log rows of a committed transaction to this process's feed. */
  handOver: (rows: readonly EventRow[]) => void
  /** Called after a room was read, to send Meta the read receipt. */
  roomRead?: (roomId: string) => void
}

/** Adds an event to the transaction; it is appended to the log at the end. */
export type Emit = (draft: EventDraft) => void

/** Thrown when what was read before locking turns out to be outdated: `transact` then runs the work again. */
export class RetryDecision extends Error {
  readonly code = '40001'
}

const TRIES = 5

/**
 * Runs one transaction: the changes of `work` and the events it emits commit together, and only then reach sockets.
 * If it loses a race, the whole work runs again.
 */
export async function transact<T>(
  { sql, handOver }: ActionContext,
  work: (tx: Tx, emit: Emit) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      const { result, rows } = await sql.begin(async (tx) => {
        const drafts: EventDraft[] = []
        const result = await work(tx, (draft) => drafts.push(draft))
        return { result, rows: await appendEvents(tx, drafts) }
      })
      handOver(rows)
      return result as T
    } catch (error) {
      if (tries === TRIES || !isRace(error)) throw error
    }
  }
}
