import type { EventRow } from '../domain/event.ts'
import type { Sql } from '../store/database.ts'
import {
  claimSends,
  findOverdue,
  forgetLaterClocks,
  type OutcomeInput,
  type SendJob,
} from '../store/outbox.ts'

export type OutboxTimes = {
  /** How long a send that nobody knows of holds its room back (ms), from its claim on. */
  heldMs: number
  /** After so long nobody will tell of it any more: `unknown`. */
  lostMs: number
  /** An upload that was not renewed for so long has died with its process. */
  uploadMs: number
  /** At most, between two looks for what nobody was woken for. */
  pollMs: number
}
/** `heldMs`: longer than the Graph call may take (whatsapp/graph.ts). */
const TIMES: OutboxTimes = { heldMs: 9_500, lostMs: 120_000, uploadMs: 30_000, pollMs: 2_000 }

/** Graph calls of one process at once: Bun has 256 requests under way, and files and templates need some of them. */
export const MOST_FLIGHTS = 192
const AFTER_FAILURE_MS = 500
/** Sweeps in the time of a poll while attempts hang that have been held for long. */
const OFTEN = 5

/**
 * Takes sends out of the outbox and has them flown, many at once, one a room. Woken by commits, by the feed, by what
 * becomes due, and by a slow poll that guarantees it. Any number of processes may do so at once.
 * @param fly hands one attempt to Meta and settles it; never throws
 * @param settle writes what became of attempts
 */
export function createOutbox(deps: {
  sql: Sql
  now: () => number
  fly: (job: SendJob) => Promise<void>
  settle: (outcome: OutcomeInput) => Promise<void>
  log: { warn: (fields: object, text: string) => void }
  times?: Partial<OutboxTimes> | undefined
}) {
  const { sql, now } = deps
  const times = { ...TIMES, ...deps.times }
  const flights = new Set<Promise<void>>()
  let again = false
  let looking: Promise<void> | undefined
  let due: Timer | undefined
  let dueAt = Number.POSITIVE_INFINITY
  let stopped = false

  const wakeIn = (ms: number) => {
    const at = performance.now() + ms
    if (stopped || at >= dueAt) return
    clearTimeout(due)
    dueAt = at
    due = setTimeout(() => {
      dueAt = Number.POSITIVE_INFINITY
      wake()
    }, ms)
  }

  const launch = (job: SendJob) => {
    const flight = deps.fly(job).finally(() => {
      flights.delete(flight)
      // Its room's turn has passed on.
      wake()
    })
    flights.add(flight)
  }

  const look = async () => {
    try {
      while (again && !stopped && flights.size < MOST_FLIGHTS) {
        again = false
        const { jobs, nextAt } = await claimSends(sql, {
          now: now(),
          most: MOST_FLIGHTS - flights.size,
        })
        for (const job of jobs) launch(job)
        if (nextAt !== null) wakeIn(Math.max(2, nextAt - now()))
      }
    } catch (error) {
      const { code } = error as { code?: unknown }
      deps.log.warn({ code, error: String(error) }, 'sends could not be claimed, and will be')
      wakeIn(AFTER_FAILURE_MS)
    } finally {
      looking = undefined
      if (again && !stopped && flights.size < MOST_FLIGHTS) wakeIn(1)
    }
  }

  function wake(): void {
    again = true
    // With its hands full it is woken by the next that lands.
    if (!stopped && flights.size < MOST_FLIGHTS) looking ??= look()
  }

  const poll = setInterval(wake, times.pollMs)
  let nextSweep: Timer | undefined
  let sweeping: Promise<void> | undefined
  const sweepIn = (ms: number) => {
    if (stopped) return
    nextSweep = setTimeout(() => {
      sweeping = sweep().then(sweepIn)
    }, ms)
  }

  /** @returns in how many ms to do so again: nothing that is claimed later is overdue sooner */
  const sweep = async () => {
    const { heldMs, lostMs, uploadMs, pollMs } = times
    try {
      await forgetLaterClocks(sql, now())
      const { overdue, oldestAt } = await findOverdue(sql, {
        held: now() - heldMs,
        lost: now() - lostMs,
        upload: now() - uploadMs,
      })
      await Promise.all(overdue.map(deps.settle))
      if (overdue.length > 0) wake()
      if (oldestAt === null) return pollMs
      return Math.min(pollMs, Math.max(pollMs / OFTEN, oldestAt + heldMs - now()))
    } catch (error) {
      const { code } = error as { code?: unknown }
      deps.log.warn({ code }, 'sends that are overdue could not be looked for, and will be')
      return pollMs / OFTEN
    }
  }
  sweepIn(times.pollMs / OFTEN)

  return {
    wake,
    /** Hears of every row that the feed passes. */
    note(row: EventRow): void {
      const isOurs = row.kind === 'message' || row.kind === 'room_created'
      const waits = isOurs && row.data.direction === 'outgoing' && row.data.status === 'pending'
      const retried = row.kind === 'message_status' && row.data.status === 'pending'
      if (waits || retried || row.kind === 'channel_state') wake()
    },
    /** Takes nothing more, and lets what flies land. */
    async stop(): Promise<void> {
      stopped = true
      clearInterval(poll)
      clearTimeout(nextSweep)
      clearTimeout(due)
      await looking
      await sweeping
      await Promise.all(flights)
    },
  }
}
