import { createMiddleware } from 'hono/factory'
import { AppError } from '../protocol/errors.ts'
import { isUpload } from './bodies.ts'
import type { HttpEnv } from './deps.ts'

/** Uploads wait for whoever sends them: they stand in a line of their own, so that slow ones keep nobody out. */
const UPLOADS_AT_ONCE = 64
const RETRY_AFTER_S = 1

/**
 * Turns requests away while too many are under way already. What waits for a connection to the database waits without
 * bound: a database that is slow for a while would else be owed answers that nobody waits for any more.
 * @param limits null for none
 */
export function limitCrowd(limits: { requestsAtOnce: number } | null) {
  const requests = { underWay: 0, most: limits?.requestsAtOnce ?? Number.POSITIVE_INFINITY }
  const uploads = { underWay: 0, most: limits ? UPLOADS_AT_ONCE : Number.POSITIVE_INFINITY }
  return createMiddleware<HttpEnv>(async (c, next) => {
    const line = isUpload(c) ? uploads : requests
    if (line.underWay >= line.most) {
      throw new AppError('unavailable', 'Too much is asked at once. Try again in a moment.', {
        retry_after: RETRY_AFTER_S,
      })
    }
    line.underWay++
    try {
      await next()
    } finally {
      line.underWay--
    }
  })
}
