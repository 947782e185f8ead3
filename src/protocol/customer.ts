import { z } from 'zod'

const time = z.iso.datetime({ precision: 3 })

/** A customer as WhatsApp knows them, and the rooms they have with us. */
export const customer = z
  .strictObject({
    id: z.uuid(),
    name: z.string().nullable(),
    phone: z.string().nullable(),
    user_id: z.string().nullable(),
    username: z.string().nullable(),
    created_at: time,
    room_ids: z.array(z.uuid()),
  })
  .meta({ id: 'Customer' })

/** What was erased of a customer. */
export const erasure = z
  .strictObject({
    contact_id: z.uuid(),
    rooms: z.number().int(),
    messages: z.number().int(),
    files: z.number().int(),
    /** Raw webhooks that contained data of the customer. */
    webhooks: z.number().int(),
    events: z.number().int(),
    leads: z.number().int(),
  })
  .meta({ id: 'Erasure' })

export type Customer = z.infer<typeof customer>
export type Erasure = z.infer<typeof erasure>
