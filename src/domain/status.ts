import type { MessageStatus } from '../protocol/message.ts'

/** The times of one attempt, as Meta told them: a set that grows in any order (ISO). */
export type StatusTimes = {
  attempt: number
  sent: string | null
  delivered: string | null
  read: string | null
  played: string | null
  failed: string | null
  /** When we gave up waiting to hear whether Meta had taken it. */
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

/** [S1] One more status: the earliest time of each kind stays, so order and repetition change nothing. */
export function mergeStatus(times: StatusTimes, status: TimedStatus, at: string): StatusTimes {
  const before = times[status]
  return before !== null && before <= at ? times : { ...times, [status]: at }
}

export type ShownStatus = { status: MessageStatus; at: string | null; attempt: number }

/**
 * From the strongest down: [S2] read implies delivered, [S3] `failed` never hides an arrival, nor `sent` a failure;
 * [S5] whatever Meta tells ends an `unknown`.
 */
const STRONGEST_FIRST = ['played', 'read', 'delivered', 'failed', 'sent', 'unknown'] as const
const ARRIVED = { played: 3, read: 2, delivered: 1, failed: 0, sent: 0, unknown: 0 } as const

/**
 * What people see of a message, from all its attempts. [S4] An arrival of any attempt wins, else the latest attempt counts;
 * [S5] it is `pending`, without a time, as long as nothing is known of it. Null of a message that was never attempted.
 * The server asks the SQL function `shown_status`, which is the same rule: tests hold the two equal (docs/adr/0001).
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
