import { AppError } from '../protocol/errors.ts'
import type { Client } from './io.ts'

/** Slightly below the frames that may come at once, so that a client which joins many rooms one by one is not refused. */
const MAX_WAITING = 180

/**
 * Counts an event that waits until its socket is live. The limit is needed because a client can delay that by not reading
 * its replay, and could make the server hold any number of events meanwhile.
 * @throws AppError rate_limited
 */
export function countWaiting({ data }: Client): void {
  if (data.session.state !== 'catching_up') return
  data.waiting = (data.waiting ?? 0) + 1
  if (data.waiting > MAX_WAITING)
    throw new AppError('rate_limited', 'Too many events before session_ready.')
}
