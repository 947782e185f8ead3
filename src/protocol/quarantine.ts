import { z } from 'zod'

const time = z.iso.datetime({ precision: 3 })

/** A delivery with a part that could not be stored. Its body is not shown, since it contains customers' data. */
export const quarantined = z
  .strictObject({
    id: z.uuid(),
    /** Why it could not be stored the last time. */
    error: z.string(),
    attempts: z.number().int(),
    /** Size of the body in bytes. */
    size: z.number().int(),
    received_at: time,
    replayed_at: time.nullable(),
  })
  .meta({ id: 'Quarantined' })

export type QuarantineEntry = z.infer<typeof quarantined>
