import { z } from 'zod'

const time = z.iso.datetime({ precision: 3 })

/** The problems a server can have, from those that stop it to those that only delay it. */
const problemCode = z.enum([
  'database_down',
  'migrations_pending',
  'draining',
  'token_missing',
  'token_refused',
  'number_refused',
  'signature_failures',
  'not_stored',
  'no_webhooks',
  'feed_behind',
  'sends_behind',
  'files_behind',
  'redis_down',
])

const problem = z
  .strictObject({
    code: problemCode,
    /** English, for people. */
    message: z.string(),
    /** The figures and names in `message`, for programs. */
    details: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  })
  .meta({ id: 'Problem' })

export const health = z
  .strictObject({
    status: z.enum(['ok', 'degraded', 'unavailable']),
    problems: z.array(problem),
    checks: z.strictObject({
      database: z.enum(['ok', 'down', 'behind']),
      redis: z.enum(['ok', 'down', 'unused']),
      draining: z.boolean(),
      /** When Meta's last delivery was stored; null for never. */
      last_webhook_at: time.nullable(),
      /** Wrongly signed deliveries that this process refused in the last 10 minutes. */
      signature_failures: z.number().int(),
      feed_lag_seconds: z.number(),
      sends_waiting: z.number().int(),
      oldest_send_seconds: z.number(),
      quarantine_waiting: z.number().int(),
      /** Files of customers that could not be fetched within 15 minutes. */
      files_late: z.number().int(),
      /** Sockets of this process. */
      sockets: z.number().int(),
    }),
    checked_at: time,
  })
  .meta({ id: 'Health' })

export type Problem = z.infer<typeof problem>
export type Health = z.infer<typeof health>
