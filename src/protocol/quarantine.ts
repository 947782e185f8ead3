import { z } from 'zod'

const time = z.iso.datetime({ precision: 3 })

/** A delivery of Meta with a part that could not be stored. Its body stays in the database: it is the customers'. */
export const quarantined = z
  .strictObject({
    id: z.uuid(),
    /** Why it could not be stored the last time. */
    error: z.string(),
    attempts: z.number().int(),
    /** Of the body, in bytes. */
    size: z.number().int(),
    received_at: time,
    replayed_at: time.nullable(),
  })
  .meta({ id: 'Quarantined' })

export type QuarantineEntry = z.infer<typeof quarantined>
