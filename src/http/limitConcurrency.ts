import type { Context, Env } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { SessionEnv } from './session.ts'

/**
 * Limits parallel requests to `most`; others queue. A request whose client has disconnected meanwhile is skipped.
 * @param whose the queue of a request. Queues take turns, so that many requests of one caller don't delay another's
 */
export function limitConcurrency<E extends Env = SessionEnv>(
  most: number,
  whose: (c: Context<E>) => string = () => '',
) {
  /** In the order of their turns; none is empty. */
  const queues = new Map<string, (() => void)[]>()
  let free = most
  const wait = (key: string) =>
    new Promise<void>((resolve) => {
      const queue = queues.get(key)
      if (queue) queue.push(resolve)
      else queues.set(key, [resolve])
    })
  const pass = () => {
    for (const [key, [first, ...others]] of queues) {
      queues.delete(key)
      if (others.length > 0) queues.set(key, others)
      return first!()
    }
    free++
  }
  return createMiddleware<E>(async (c, next) => {
    if (free > 0) free--
    else await wait(whose(c))
    try {
      if (c.req.raw.signal.aborted) return c.body(null, 503)
      await next()
    } finally {
      pass()
    }
  })
}
