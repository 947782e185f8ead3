import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { AppError } from '../protocol/errors.ts'
import { isUpload } from './bodies.ts'
import type { HttpEnv } from './deps.ts'
import type { SessionEnv } from './session.ts'

/** Uploads wait for whoever sends them: they stand in a line of their own, so that slow ones keep nobody out. */
const UPLOADS_AT_ONCE = 64
/** One user's share of them: nobody keeps the line full alone. */
const UPLOADS_OF_ONE = 16
/** Sign-ins wait for hashes, which take the processors: a flood of them keeps only sign-ins out, and not for long. */
const SIGN_INS_AT_ONCE = 64
const SIGN_INS = new Set(['/auth/login', '/auth/oidc'])
const RETRY_AFTER_S = 1

/**
 * Turns requests away while too many are under way already. What waits for a connection to the database waits without
 * bound: a database that is slow for a while would else be owed answers that nobody waits for any more.
 * @param limits null for none
 */
export function limitCrowd(limits: { requestsAtOnce: number } | null) {
  const requests = { underWay: 0, most: limits?.requestsAtOnce ?? Number.POSITIVE_INFINITY }
  const uploads = { underWay: 0, most: limits ? UPLOADS_AT_ONCE : Number.POSITIVE_INFINITY }
  const signIns = { underWay: 0, most: limits ? SIGN_INS_AT_ONCE : Number.POSITIVE_INFINITY }
  const lineOf = (c: Context) => {
    if (SIGN_INS.has(c.req.path)) return signIns
    return isUpload(c) ? uploads : requests
  }
  return createMiddleware<HttpEnv>(async (c, next) => {
    const line = lineOf(c)
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

/**
 * After requireSession, on a route that takes uploads: turns one more upload of a user away while many of theirs are under way.
 * @param limits null for none
 */
export function limitUploads(limits: object | null) {
  const underWay = new Map<string, number>()
  return createMiddleware<SessionEnv>(async (c, next) => {
    const { id } = c.var.user
    const before = underWay.get(id) ?? 0
    if (limits && before >= UPLOADS_OF_ONE) {
      throw new AppError(
        'rate_limited',
        'Too many files are on their way. Let some arrive first.',
        {
          retry_after: RETRY_AFTER_S,
        },
      )
    }
    underWay.set(id, before + 1)
    try {
      await next()
    } finally {
      const left = underWay.get(id)! - 1
      if (left === 0) underWay.delete(id)
      else underWay.set(id, left)
    }
  })
}
