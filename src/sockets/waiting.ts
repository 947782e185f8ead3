import { AppError } from '../protocol/errors.ts'
import type { Client } from './io.ts'

/** The largest payloads of so many events are still less than a client may leave unread (`BACKPRESSURE_BYTES`). */
const MOST_WAITING = 100

/**
 * Counts an event that is kept until its socket is live. A client that does not read what it missed puts that off for as
 * long as it likes, and could have the server keep all that it says meanwhile.
 * @throws AppError rate_limited
 */
export function countWaiting({ data }: Client): void {
  if (data.session.state !== 'catching_up') return
  data.waiting = (data.waiting ?? 0) + 1
  if (data.waiting > MOST_WAITING)
    throw new AppError('rate_limited', 'Too many events before session_ready.')
}
