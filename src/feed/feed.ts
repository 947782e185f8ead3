import type { Viewer } from '../domain/audience.ts'
import { changesAccess } from '../domain/authorizeJoin.ts'
import { type EventRow, lastId } from '../domain/event.ts'
import type { Sql } from '../store/database.ts'
import { logPosition, readEvents } from '../store/events.ts'
import { createMemory } from './memory.ts'
import { createPace } from './pace.ts'

/** Collects the changes of access that the feed passes while someone decides on an older snapshot. */
export type AccessWatch = { after: (position: number) => EventRow[]; end: () => void }

export type Feed = ReturnType<typeof createFeed>

const PAGE = 500
/** Rows that are kept in memory, at least. */
const KEPT = 2000
/** How long a row that is not next in line waits for the ones before it, before the database is asked. */
const OUT_OF_LINE_MS = 20

/**
 * Follows the event log from its own position and gives each row, once and in order, to `emit`. Rows of this process
 * are handed over after their commit; all others are found by polling, which a wake-up only hastens. Rows that come fast
 * need no poll: a row of another process between them leaves a gap, which is seen at once.
 */
export function createFeed(options: {
  sql: Sql
  emit: (row: EventRow) => void
  /** How long after the last row it is looked for more. */
  pollMs: number
  log: { warn: (fields: object, text: string) => void }
  /** Milliseconds, by which polls and the pace are kept. */
  clock?: () => number
}) {
  const { sql, emit, pollMs, clock = () => performance.now() } = options
  let position = 0
  /** How many logs have been followed: see `restart`. */
  let logs = 1
  let reading = false
  let readAgain = false
  let stopped = false
  let poll: Timer | undefined
  let nudge: Timer | undefined
  let departure: Timer | undefined
  const pace = createPace(clock)
  let passedAt = Number.NEGATIVE_INFINITY
  const early = new Map<number, EventRow>()
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

  const passInLine = () => {
    pace.leaving()
    for (let next = early.get(position + 1); next; next = early.get(position + 1)) {
      early.delete(next.id)
      pass(next)
    }
    for (const id of early.keys()) if (id <= position) early.delete(id)
  }

  const readOn = async () => {
    readAgain = false
    const log = logs
    const rows = await readEvents(sql, {
      cursor: position,
      upTo: Number.MAX_SAFE_INTEGER,
      limit: PAGE,
    })
    if (log !== logs) {
      readAgain = true
      return
    }
    for (const row of rows) if (row.id > position) pass(row)
    passInLine()
    if (rows.length === PAGE) readAgain = true
  }

  /** Rows that were handed over leave now, or together with those of the next few milliseconds. */
  const depart = () => {
    clearTimeout(departure)
    departure = undefined
    passInLine()
    if (early.size > 0 && nudge === undefined) {
      nudge = setTimeout(() => {
        nudge = undefined
        if (early.size > 0) void poke()
      }, OUT_OF_LINE_MS)
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
      options.log.warn({ code }, 'the feed could not read the log, and will try again')
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

    /** Begins at the end of the log: what came before is for those who catch up. */
    async start() {
      position = await logPosition(sql)
      pollAfter(pollMs)
    },

    /** The log is another one now: follow it from its end. */
    async restart() {
      const end = await logPosition(sql)
      // In one tick: what came of the other log meanwhile goes with the rest of it.
      logs++
      early.clear()
      memory.forget()
      position = end
      for (const { reject } of waiters) reject(new Error('the log is another one now'))
      waiters = []
    },

    stop() {
      stopped = true
      clearTimeout(poll)
      clearTimeout(nudge)
      clearTimeout(departure)
    },

    /** Rows of a transaction of this process, after its commit. */
    handOver(rows: readonly EventRow[]) {
      if (stopped) return
      for (const row of rows) if (row.id > position) early.set(row.id, row)
      if (departure !== undefined) return
      const restMs = pace.rest()
      if (restMs > 0) departure = setTimeout(depart, restMs)
      else depart()
    },

    /** Looks for new rows now: somebody said that there are some. */
    poke,

    /** Resolves once the feed has passed this place; rejects if another log is followed before. */
    passed(place: number): Promise<void> {
      if (place > position) depart()
      if (place <= position) return Promise.resolve()
      const passed = new Promise<void>((resolve, reject) => {
        waiters.push({ position: place, resolve, reject })
      })
      void poke()
      return passed
    },

    /** Rows with a place after `cursor` that may reach the viewer, if all of them are still in memory; else null. */
    recent: (cursor: number, viewer: Viewer): EventRow[] | null =>
      cursor >= position ? [] : memory.after(cursor, viewer),

    /** Begin BEFORE reading a permission; ask `after` the place it was read at; always `end`. */
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
