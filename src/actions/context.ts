import type { EventDraft, EventRow } from '../domain/event.ts'
import type { Sql, Tx } from '../store/database.ts'
import { appendEvents } from '../store/events.ts'

/** What an action needs from outside. Clock and ids are passed in, so that tests can hold them. */
export type ActionContext = {
  sql: Sql
  /** Milliseconds since the epoch. */
  now: () => number
  /** A new UUIDv7. */
  newId: () => string
  /** Takes the rows of a committed transaction, for the sockets of this process. */
  handOver: (rows: readonly EventRow[]) => void
  /** Shows a customer that their messages were read. */
  roomRead?: (roomId: string) => void
}

const DEADLOCK = '40P01'
const SERIALIZATION = '40001'
const UNIQUE_VIOLATION = '23505'
const TRIES = 5

/**
 * One transaction: what `work` changes and the events it emits commit together, and only then reach a socket.
 * Work that lost a race (deadlock, unique violation) is done again from the start.
 */
export async function transact<T>(
  { sql, handOver }: ActionContext,
  work: (tx: Tx, emit: (draft: EventDraft) => void) => Promise<T>,
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
      if (tries === TRIES || !lostRace(error)) throw error
    }
  }
}

function lostRace(error: unknown): boolean {
  const code = (error as { code?: unknown }).code
  return code === DEADLOCK || code === SERIALIZATION || code === UNIQUE_VIOLATION
}
