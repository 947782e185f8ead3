import { z } from 'zod'
import { customerType } from './room.ts'
import { plainText } from './text.ts'

const autoAssign = z.enum(['off', 'round_robin', 'least_busy'])

/** One of our business numbers. New rooms get its `customer_type`. `state`: whether Meta accepts sends from it. */
export const channel = z
  .strictObject({
    id: z.uuid(),
    phone_number_id: z.string(),
    display_phone_number: z.string().nullable(),
    name: z.string().nullable(),
    customer_type: customerType,
    auto_assign: autoAssign,
    allow_claim: z.boolean(),
    send_read_receipts: z.boolean(),
    send_typing: z.boolean(),
    sends_per_second: z.number().int(),
    state: z.enum(['ok', 'refused']),
  })
  .meta({ id: 'Channel' })

export const channelChange = z
  .object({
    name: plainText.trim().min(1).max(100).nullable().optional(),
    customer_type: customerType.optional(),
    auto_assign: autoAssign.optional(),
    allow_claim: z.boolean().optional(),
    send_read_receipts: z.boolean().optional(),
    send_typing: z.boolean().optional(),
    /** Meta's own limit is 1,000. */
    sends_per_second: z.number().int().min(1).max(1000).optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'changes nothing')
  .meta({ id: 'ChannelChange' })

export type Channel = z.infer<typeof channel>
export type ChannelChange = z.infer<typeof channelChange>
