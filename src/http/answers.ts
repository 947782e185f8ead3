import type { Context } from 'hono'
import { z } from 'zod'
import { type ErrorCode, failure, HTTP_STATUS } from '../protocol/errors.ts'

/** `{"success":true,"data":…}`. Never cached. */
export function success<T>(c: Context, data: T) {
  c.header('Cache-Control', 'no-store')
  return c.json({ success: true as const, data }, 200)
}

/** As success, with further fields beside `data`, such as `next_cursor` and `event_id`. */
export function successWith<T, E extends object>(c: Context, data: T, extra: E) {
  c.header('Cache-Control', 'no-store')
  return c.json({ success: true as const, data, ...extra }, 200)
}

/** As success, with status 201. */
export function created<T>(c: Context, data: T) {
  c.header('Cache-Control', 'no-store')
  return c.json({ success: true as const, data }, 201)
}

/** The success answer of a route, for OpenAPI. */
export function answer<T extends z.ZodType, E extends z.ZodRawShape = Record<never, never>>(
  description: string,
  data: T,
  extra?: E,
) {
  const schema = z.strictObject({ success: z.literal(true), data, ...(extra as E) })
  return { description, content: { 'application/json': { schema } } }
}

/** A required JSON body, for OpenAPI. */
export function jsonBody<T extends z.ZodType>(schema: T) {
  return { required: true, content: { 'application/json': { schema } } } as const
}

const MEANING: Record<ErrorCode, string> = {
  invalid_request: 'The request is invalid',
  unauthenticated: 'Not signed in, or no longer',
  forbidden: 'Not allowed for this role',
  not_found: 'Does not exist, or the caller may not see it',
  conflict: 'Conflicts with the current state',
  payload_too_large: 'The body is too large',
  unprocessable: 'Well-formed, but not possible',
  rate_limited: 'Too many requests; `Retry-After` says when to try again',
  internal: 'Internal error',
  unavailable: 'The database is unreachable, or the server is overloaded',
}

const MAY_WAIT: ReadonlySet<ErrorCode> = new Set(['rate_limited', 'unavailable'])
const RETRY_AFTER = {
  'Retry-After': {
    description: 'Seconds until the same request may succeed, if that is known',
    schema: { type: 'integer' as const, minimum: 1 },
  },
}

type Failures<C extends ErrorCode> = {
  [K in C | 'rate_limited' | 'internal' | 'unavailable' as (typeof HTTP_STATUS)[K]]: ReturnType<
    typeof failing
  >
}

/** The failure answers of a route, for OpenAPI. Three of them are added to every route. */
export function failures<C extends ErrorCode>(...codes: C[]): Failures<C> {
  const all = [...codes, 'rate_limited', 'internal', 'unavailable'] as const
  return Object.fromEntries(all.map((code) => [HTTP_STATUS[code], failing(code)])) as Failures<C>
}

/** As failures, for a route with a body, which may be malformed or too large. */
export function bodyFailures<C extends ErrorCode>(...codes: C[]) {
  return failures<C | 'invalid_request' | 'payload_too_large'>(
    'invalid_request',
    'payload_too_large',
    ...codes,
  )
}

const failing = (code: ErrorCode) => ({
  description: MEANING[code],
  ...(MAY_WAIT.has(code) && { headers: RETRY_AFTER }),
  content: { 'application/json': { schema: failure } },
})
