import { AppError } from '../protocol/errors.ts'
import type { Client } from './io.ts'

/** Nearly all the frames that may come at once: a client that joins many rooms one by one is not refused. */
const MOST_WAITING = 180

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
