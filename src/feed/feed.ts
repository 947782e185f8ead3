import type { Viewer } from '../domain/audience.ts'
import { changesAccess } from '../domain/authorizeJoin.ts'
import { type EventRow, lastId } from '../domain/event.ts'
import type { Sql } from '../store/database.ts'
import { logPosition, readEvents } from '../store/events.ts'
import { createMemory } from './memory.ts'
import { createPace } from './pace.ts'

/** Collects the access changes that the feed emits while a permission is being checked against an older snapshot. */
export type AccessWatch = { after: (position: number) => EventRow[]; end: () => void }

export type Feed = ReturnType<typeof createFeed>

const PAGE = 500
/** Minimum of rows kept in memory. */
const KEPT = 2000
/** How long a row waits for a missing earlier row before the feed reads the log. */
const GAP_WAIT_MS = 20

/**
 * Follows the event log from its own position and gives each row to `emit`, once and in order. This process hands over
 * its own rows after their commit. Rows of other processes are found by polling; a wake-up (`poke`) only speeds that up.
 * While own rows arrive, no poll is needed: a row of another process leaves a gap between them, which triggers a read.
 */
export function createFeed(options: {
  sql: Sql
  emit: (row: EventRow) => void
  /** How long after the last row the log is polled. */
  pollMs: number
  log: { warn: (fields: object, text: string) => void }
  /** The time in milliseconds, for polls and pacing. */
  clock?: () => number
  /** How long to rest after a fan-out; by default as long as it took. */
  pace?: ReturnType<typeof createPace>
}) {
  const { sql, emit, pollMs, clock = () => performance.now(), pace = createPace(clock) } = options
  let position = 0
  /** How many logs have been followed so far: a read that began before a `restart` is then discarded. */
  let generation = 1
  let reading = false
  let readAgain = false
  let stopped = false
  let poll: Timer | undefined
  let gapTimer: Timer | undefined
  let emitTimer: Timer | undefined
  let passedAt = Number.NEGATIVE_INFINITY
  const pending = new Map<number, EventRow>()
  const memory = createMemory(KEPT)
  const watches = new Set<EventRow[]>()
  let waiters: { position: number; resolve: () => void; reject: (error: Error) => void }[] = []

  const pass = (row: EventRow) => {
    position = lastId(row)
    passedAt = clock()
    memory.add(row)
    if (changesAccess(row)) for (const seen of watches) seen.push(row)
    emit(row)
    if (waiters.length > 0) {
      for (const waiter of waiters) if (waiter.position <= position) waiter.resolve()
      waiters = waiters.filter((waiter) => waiter.position > position)
    }
  }

  const passConsecutive = () => {
    pace.measure()
    for (let next = pending.get(position + 1); next; next = pending.get(position + 1)) {
      pending.delete(next.id)
      pass(next)
    }
    for (const id of pending.keys()) if (id <= position) pending.delete(id)
  }

  const readOn = async () => {
    readAgain = false
    const begunIn = generation
    const rows = await readEvents(sql, {
      cursor: position,
      upTo: Number.MAX_SAFE_INTEGER,
      limit: PAGE,
    })
    if (begunIn !== generation) {
      readAgain = true
      return
    }
    for (const row of rows) if (row.id > position) pass(row)
    passConsecutive()
    if (rows.length === PAGE) readAgain = true
  }

  /** Emits the rows that were handed over. If one before them is missing, the log is read after GAP_WAIT_MS. */
  const passPending = () => {
    clearTimeout(emitTimer)
    emitTimer = undefined
    passConsecutive()
    if (pending.size > 0 && gapTimer === undefined) {
      gapTimer = setTimeout(() => {
        gapTimer = undefined
        if (pending.size > 0) void poke()
      }, GAP_WAIT_MS)
    }
  }

  const poke = async () => {
    readAgain = true
    if (stopped || reading) return
    reading = true
    try {
      while (readAgain && !stopped) await readOn()
    } catch (error) {
      const { code } = error as { code?: unknown }
      options.log.warn({ code }, 'the feed could not read the log, will retry')
    } finally {
      reading = false
    }
  }

  const pollAfter = (waitMs: number) => {
    poll = setTimeout(() => {
      const leftMs = passedAt + pollMs - clock()
      if (leftMs <= 0) void poke()
      pollAfter(leftMs > 0 ? leftMs : pollMs)
    }, waitMs)
  }

  return {
    get position() {
      return position
    },

    /** Begins at the end of the log. Earlier rows reach sockets by replay. */
    async start() {
      position = await logPosition(sql)
      pollAfter(pollMs)
    },

    /** Follows a different log from its end: the database was restored or failed over (see `store/epoch.ts`). */
    async restart() {
      const end = await logPosition(sql)
      // In one tick, so that rows of the old log that arrived during the await are dropped too.
      generation++
      pending.clear()
      memory.forget()
      position = end
      for (const { reject } of waiters) reject(new Error('the event log was replaced'))
      waiters = []
    },

    stop() {
      stopped = true
      clearTimeout(poll)
      clearTimeout(gapTimer)
      clearTimeout(emitTimer)
    },

    /** Takes the rows of a transaction of this process after its commit. */
    handOver(rows: readonly EventRow[]) {
      if (stopped) return
      for (const row of rows) if (row.id > position) pending.set(row.id, row)
      if (emitTimer !== undefined) return
      const restMs = pace.delayMs()
      if (restMs > 0) emitTimer = setTimeout(passPending, restMs)
      else passPending()
    },

    /** Reads the log now. Called when another process reports new rows. */
    poke,

    /** Resolves once the feed has emitted everything up to this place; rejects if it is restarted before that. */
    passed(place: number): Promise<void> {
      if (place > position) passPending()
      if (place <= position) return Promise.resolve()
      const passed = new Promise<void>((resolve, reject) => {
        waiters.push({ position: place, resolve, reject })
      })
      void poke()
      return passed
    },

    /** Rows after `cursor` that may reach the viewer; null if some of them are no longer in memory. */
    recent: (cursor: number, viewer: Viewer): EventRow[] | null =>
      cursor >= position ? [] : memory.after(cursor, viewer),

    /** Call BEFORE reading a permission, then `after(place)` with the place it was read at. Always call `end`. */
    watchAccess(): AccessWatch {
      const seen: EventRow[] = []
      watches.add(seen)
      return {
        after: (place) => seen.filter((row) => row.id > place),
        end: () => watches.delete(seen),
      }
    },
  }
}
