import type { z } from 'zod'

/**
 * As safeParse, and undefined for what is refused. SECURITY: a schema may throw, where an object that is no number stands for a
 * length; in a handler of events nobody would catch it, and the process would end.
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
