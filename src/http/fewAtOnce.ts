import type { Env } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { SessionEnv } from './session.ts'

/** Lets so many requests through at once; the others wait in line, and who hangs up meanwhile is asked nothing of. */
export function fewAtOnce<E extends Env = SessionEnv>(most: number) {
  const line: (() => void)[] = []
  let free = most
  return createMiddleware<E>(async (c, next) => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => line.push(resolve))
    try {
      if (c.req.raw.signal.aborted) return c.body(null, 503)
      await next()
    } finally {
      const first = line.shift()
      if (first) first()
      else free++
    }
  })
}
