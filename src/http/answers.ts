import type { Context } from 'hono'
import { z } from 'zod'
import { type ErrorCode, failure, HTTP_STATUS } from '../protocol/errors.ts'

/** `{"success":true,"data":…}`. Never kept by a cache. */
export function success<T>(c: Context, data: T) {
  c.header('Cache-Control', 'no-store')
  return c.json({ success: true as const, data }, 200)
}

/** As success, with what a list or a snapshot adds beside `data`. */
export function successWith<T, E extends object>(c: Context, data: T, extra: E) {
  c.header('Cache-Control', 'no-store')
  return c.json({ success: true as const, data, ...extra }, 200)
}

/** As success, for what was made: 201. */
export function created<T>(c: Context, data: T) {
  c.header('Cache-Control', 'no-store')
  return c.json({ success: true as const, data }, 201)
}

/** The success answer of a route, for its OpenAPI. */
export function answer<T extends z.ZodType, E extends z.ZodRawShape = Record<never, never>>(
  description: string,
  data: T,
  extra?: E,
) {
  const schema = z.strictObject({ success: z.literal(true), data, ...(extra as E) })
  return { description, content: { 'application/json': { schema } } }
}

/** A JSON body that a route needs. */
export function jsonBody<T extends z.ZodType>(schema: T) {
  return { required: true, content: { 'application/json': { schema } } } as const
}

const MEANING: Record<ErrorCode, string> = {
  invalid_request: 'The request is not as it should be',
  unauthenticated: 'Not signed in, or no longer',
  forbidden: 'Not allowed for this role',
  not_found: 'Not there, or not for the caller',
  conflict: 'Something stands against it',
  payload_too_large: 'The body is too large',
  unprocessable: 'Understood, and not possible',
  rate_limited: 'Too many; `Retry-After` says when',
  internal: 'A fault of ours',
  unavailable: 'The database is out of reach, or too much is asked at once',
}

type Failures<C extends ErrorCode> = {
  [K in C | 'rate_limited' | 'internal' | 'unavailable' as (typeof HTTP_STATUS)[K]]: ReturnType<
    typeof failing
  >
}

/** The failure answers of a route, for its OpenAPI. Every route may answer the last three. */
export function failures<C extends ErrorCode>(...codes: C[]): Failures<C> {
  const all = [...codes, 'rate_limited', 'internal', 'unavailable'] as const
  return Object.fromEntries(all.map((code) => [HTTP_STATUS[code], failing(code)])) as Failures<C>
}

/** As failures, of a route with a body, which may be malformed or too large. */
export function bodyFailures<C extends ErrorCode>(...codes: C[]) {
  return failures<C | 'invalid_request' | 'payload_too_large'>(
    'invalid_request',
    'payload_too_large',
    ...codes,
  )
}

const failing = (code: ErrorCode) => ({
  description: MEANING[code],
  content: { 'application/json': { schema: failure } },
})
