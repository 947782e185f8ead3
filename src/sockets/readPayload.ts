import type { z } from 'zod'

/**
 * As `safeParse`, but undefined for an invalid value. SECURITY: a schema may throw, e.g. for an object with a `length` that
 * is no number. In a socket event handler nothing would catch that, and the process would end.
 */
export function readPayload<S extends z.ZodType>(
  schema: S,
  value: unknown,
): z.infer<S> | undefined {
  try {
    return schema.safeParse(value).data
  } catch {
    return undefined
  }
}
