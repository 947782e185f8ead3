import type { MessageStatus } from '../protocol/message.ts'

/** The times of one attempt as Meta reported them (ISO). They may arrive in any order. */
export type StatusTimes = {
  attempt: number
  sent: string | null
  delivered: string | null
  read: string | null
  played: string | null
  failed: string | null
  /** When we gave up waiting to learn whether Meta had accepted it. */
  unknown: string | null
}

export type TimedStatus = keyof Omit<StatusTimes, 'attempt'>

export const noTimes = (attempt: number): StatusTimes => ({
  attempt,
  sent: null,
  delivered: null,
  read: null,
  played: null,
  failed: null,
  unknown: null,
})

/** [S1] Merges one more status. The earliest time of each kind stays, so order and repetition don't matter. */
export function mergeStatus(times: StatusTimes, status: TimedStatus, at: string): StatusTimes {
  const before = times[status]
  return before !== null && before <= at ? times : { ...times, [status]: at }
}

export type ShownStatus = { status: MessageStatus; at: string | null; attempt: number }

/**
 * [S2] Read implies delivered. [S3] `failed` never hides an arrival, nor `sent` a failure. [S5] Any status from Meta
 * overrides `unknown`.
 */
const STRONGEST_FIRST = ['played', 'read', 'delivered', 'failed', 'sent', 'unknown'] as const
const ARRIVED = { played: 3, read: 2, delivered: 1, failed: 0, sent: 0, unknown: 0 } as const

/**
 * The status that people see, from all attempts. [S4] An arrival of any attempt wins, else the latest attempt counts.
 * [S5] `pending`, without a time, while nothing is known. Null without any attempt.
 * The server uses the SQL function `shown_status`, the same rule; tests keep the two equal (docs/adr/0001).
 */
export function shownStatus(attempts: readonly StatusTimes[]): ShownStatus | null {
  let best: (ShownStatus & { arrived: number }) | null = null
  for (const times of attempts) {
    const status = STRONGEST_FIRST.find((name) => times[name] !== null)
    const arrived = status ? ARRIVED[status] : 0
    const stronger =
      best === null ||
      arrived > best.arrived ||
      (arrived === best.arrived && times.attempt > best.attempt)
    if (!stronger) continue
    best = {
      status: status ?? 'pending',
      at: status ? times[status] : null,
      attempt: times.attempt,
      arrived,
    }
  }
  return best && { status: best.status, at: best.at, attempt: best.attempt }
}
