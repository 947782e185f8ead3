import type { Context, ErrorHandler, NotFoundHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ZodError } from 'zod'
import { isDiskFull } from '../media/diskFull.ts'
import { Unreadable } from '../media/unreadable.ts'
import { AppError, type ErrorCode, HTTP_STATUS } from '../protocol/errors.ts'
import { isDatabaseUnavailable } from '../store/unavailable.ts'
import type { HttpLog } from './deps.ts'

/** The one place that turns thrown errors into answers. Other errors than AppError are logged and not shown to the caller. */
export function createErrorHandler(log: HttpLog): ErrorHandler {
  return (error, c) => {
    if (error instanceof AppError) return fail(c, error)
    if (error instanceof HTTPException) return fail(c, refusalOf(error))
    // The client disconnected while its body was read; nobody waits for the answer.
    if (c.req.raw.signal.aborted) return fail(c, new AppError('invalid_request', 'Cut off.'))
    const outage = outageOf(error)
    // Webhooks have no request id.
    const request_id = c.get('requestId') ?? crypto.randomUUID()
    c.header('X-Request-Id', request_id)
    log.error(
      { request_id, method: c.req.method, path: c.req.path, ...faultOf(error) },
      outage ?? 'a request failed',
    )
    return fail(
      c,
      outage
        ? new AppError('unavailable', 'The service is not available right now.')
        : new AppError('internal', 'Something went wrong on our side.'),
    )
  }
}

export const notFound: NotFoundHandler = (c) => fail(c, new AppError('not_found', 'Not found.'))

/** The name of a temporary failure, after which the same request may succeed; null for any other error. */
function outageOf(error: unknown): string | null {
  if (isDiskFull(error)) return 'the disk is full'
  if (error instanceof Unreadable) return 'an uploaded file could not be read'
  return isDatabaseUnavailable(error) ? 'the database is unreachable' : null
}

/** For `defaultHook`: throws what a schema refuses. A malformed id in the path answers `not_found`, like an unknown one. */
export function refuseInvalid(
  result: { target: string } & ({ success: true } | { success: false; error: ZodError }),
): void {
  if (result.success) return
  if (result.target === 'param') throw new AppError('not_found', 'Not found.')
  const details = result.error.issues.map(({ path, message }) => ({
    path: path.map(String).join('.'),
    message,
  }))
  throw new AppError('invalid_request', 'The request is invalid.', details)
}

function fail(c: Context, { code, message, details }: AppError): Response {
  c.header('Cache-Control', 'no-store')
  if (code === 'unauthenticated') c.header('WWW-Authenticate', 'Bearer')
  const retryAfter = (details as { retry_after?: unknown } | undefined)?.retry_after
  if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter))
  const error = { code, message, ...(details !== undefined && { details }) }
  return c.json({ success: false, error }, HTTP_STATUS[code])
}

/** Converts Hono's own errors: malformed JSON, a wrong media type, a body that is too large. */
function refusalOf(exception: HTTPException): AppError {
  const known = Object.entries(HTTP_STATUS).find(([, status]) => status === exception.status)
  const code = (known?.[0] ?? 'invalid_request') as ErrorCode
  return new AppError(code, exception.message || 'The request is invalid.')
}

/** The fields of an error that may be logged. PostgreSQL's errors have others, with parameters and row values. */
function faultOf(error: Error) {
  const { code } = error as { code?: unknown }
  return { error: error.message, ...(typeof code === 'string' && { code }), stack: error.stack }
}
