import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { z } from 'zod'
import { AppError } from '../../protocol/errors.ts'

/** Reads a JSON body. Its media type must be JSON, which a page of another site can't send without a CORS preflight. */
export async function readJson<T extends z.ZodType>(c: Context, schema: T): Promise<z.infer<T>> {
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) {
    throw new AppError('invalid_request', 'The body must be JSON, and say so.')
  }
  return check(schema, await c.req.json().catch(() => undefined))
}

/** @throws AppError `invalid_request` that names each fault */
export function check<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const details = parsed.error.issues.map(({ path, message }) => ({
    path: path.map(String).join('.'),
    message,
  }))
  throw new AppError('invalid_request', 'The request is invalid.', details)
}

/**
 * The simulator needs no sign-in, so pages of other sites must not reach it through a developer's browser. A link to its
 * page is allowed.
 */
export const refuseForeignPages = createMiddleware(async (c, next) => {
  const { method } = c.req
  const isVisit = method === 'GET' && c.req.header('sec-fetch-mode') === 'navigate'
  if (c.req.header('sec-fetch-site') === 'cross-site' && !isVisit) {
    throw new AppError('forbidden', 'The simulator serves its own pages only.')
  }
  await next()
})
