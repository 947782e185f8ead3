import type { EventRow } from '../domain/event.ts'
import type { Sql } from '../store/database.ts'
import { clampFutureTimes, findOverdue, type OutcomeInput, type SendJob } from '../store/outbox.ts'
import { createClaims } from './claims.ts'

export type OutboxTimes = {
  /** How long a send with unknown outcome holds its room back (ms), counted from its claim. */
  heldMs: number
  /** How long an outcome is waited for until the message becomes `unknown`. */
  lostMs: number
  /** An upload not renewed for this long was abandoned: its process has died. */
  uploadMs: number
  /** Longest time between two polls, for sends that nothing woke the outbox for. */
  pollMs: number
}
/** `heldMs` must be longer than the timeout of the Graph call (whatsapp/graph.ts). */
const TIMES: OutboxTimes = { heldMs: 9_500, lostMs: 120_000, uploadMs: 30_000, pollMs: 2_000 }

/** Parallel Graph calls of one process. Bun allows 256 requests at once, and files and templates need some of them. */
export const MAX_IN_FLIGHT = 192
const AFTER_FAILURE_MS = 500
/** Sweeps per poll period while attempts are about to become overdue. */
const SWEEPS_PER_POLL = 5

/**
 * Claims sends from the outbox and runs them, many in parallel, but one per room. Woken by commits, by the feed, by timers
 * for due retries, and by a slow poll as the guarantee. Any number of processes may work on one outbox.
 * @param attempt sends one attempt to Meta and settles it; never throws
 * @param settle writes the outcome of an attempt
 */
export function createOutbox(deps: {
  sql: Sql
  now: () => number
  attempt: (job: SendJob) => Promise<void>
  settle: (outcome: OutcomeInput) => Promise<void>
  log: { warn: (fields: object, text: string) => void }
  times?: Partial<OutboxTimes> | undefined
}) {
  const { sql, now } = deps
  const times = { ...TIMES, ...deps.times }
  const claims = createClaims({ sql, forMs: times.lostMs })
  const inFlight = new Set<Promise<void>>()
  let again = false
  let claiming: Promise<void> | undefined
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

  const start = (job: SendJob) => {
    const attempt = deps.attempt(job).finally(() => {
      inFlight.delete(attempt)
      // The next send of this room may be claimed now.
      wake()
    })
    inFlight.add(attempt)
  }

  const claim = async () => {
    try {
      while (again && !stopped && inFlight.size < MAX_IN_FLIGHT) {
        again = false
        const { jobs, nextAt } = await claims.take(now(), MAX_IN_FLIGHT - inFlight.size)
        for (const job of jobs) start(job)
        if (nextAt !== null) wakeIn(Math.max(2, nextAt - now()))
      }
    } catch (error) {
      const { code } = error as { code?: unknown }
      deps.log.warn({ code, error: String(error) }, 'sends could not be claimed, will retry')
      wakeIn(AFTER_FAILURE_MS)
    } finally {
      claiming = undefined
      if (again && !stopped && inFlight.size < MAX_IN_FLIGHT) wakeIn(1)
    }
  }

  function wake(): void {
    again = true
    // At MAX_IN_FLIGHT, the end of the next attempt wakes it.
    if (!stopped && inFlight.size < MAX_IN_FLIGHT) claiming ??= claim()
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

  /** Settles overdue attempts. @returns ms until the next sweep; no later claim becomes overdue before that */
  const sweep = async () => {
    const { heldMs, lostMs, uploadMs, pollMs } = times
    try {
      await clampFutureTimes(sql, now())
      // Before they are overdue: their messages would be `unknown` although nothing was sent.
      const unsent = await claims.unanswered()
      await Promise.all(unsent.map(deps.settle))
      const { overdue, oldestAt } = await findOverdue(sql, {
        held: now() - heldMs,
        lost: now() - lostMs,
        upload: now() - uploadMs,
      })
      await Promise.all(overdue.map(deps.settle))
      if (overdue.length + unsent.length > 0) wake()
      if (oldestAt === null) return pollMs
      return Math.min(pollMs, Math.max(pollMs / SWEEPS_PER_POLL, oldestAt + heldMs - now()))
    } catch (error) {
      const { code } = error as { code?: unknown }
      deps.log.warn({ code }, 'sends that are overdue could not be looked for, will retry')
      return pollMs / SWEEPS_PER_POLL
    }
  }
  sweepIn(times.pollMs / SWEEPS_PER_POLL)

  return {
    wake,
    /** Call with every row that the feed emits. */
    note(row: EventRow): void {
      const isOurs = row.kind === 'message' || row.kind === 'room_created'
      const waits = isOurs && row.data.direction === 'outgoing' && row.data.status === 'pending'
      const retried = row.kind === 'message_status' && row.data.status === 'pending'
      if (waits || retried || row.kind === 'channel_state') wake()
    },
    /** Claims nothing more, and waits for the attempts in flight. */
    async stop(): Promise<void> {
      stopped = true
      clearInterval(poll)
      clearTimeout(nextSweep)
      clearTimeout(due)
      await claiming
      await sweeping
      await Promise.all(inFlight)
    },
  }
}
