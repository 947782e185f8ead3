import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { AppError } from '../protocol/errors.ts'
import { isUpload } from './bodies.ts'
import type { HttpEnv } from './deps.ts'
import type { SessionEnv } from './session.ts'

/** Uploads may be slow because of their clients, so they have a limit of their own and don't block other requests. */
const UPLOADS_AT_ONCE = 64
/** Parallel uploads of one user, so that nobody uses up that limit alone. */
const UPLOADS_OF_ONE = 16
/** Sign-ins wait for password hashes, which need the processors. With a limit of their own, a flood blocks only sign-ins. */
const SIGN_INS_AT_ONCE = 64
const SIGN_INS = new Set(['/auth/login', '/auth/oidc'])
const RETRY_AFTER_S = 1

/**
 * Load shedding: refuses requests while too many are under way. Waiting for a database connection has no time limit, so a
 * slow database would otherwise collect requests whose clients are long gone.
 * @param limits null for none
 */
export function shedLoad(limits: { requestsAtOnce: number } | null) {
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
      throw new AppError('unavailable', 'Too many requests at once. Try again in a moment.', {
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
 * Limits parallel uploads of one user. For routes that accept uploads, after requireSession.
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
