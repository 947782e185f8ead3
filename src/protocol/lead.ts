import { z } from 'zod'
import { PHONE_SPELLING, phoneDigits } from './phone.ts'
import { leadInfo } from './room.ts'
import { plainText } from './text.ts'

const time = z.iso.datetime({ precision: 3 })

/** A person on file, linked to a room by the phone. */
export const lead = leadInfo.extend({ created_at: time, updated_at: time }).meta({ id: 'Lead' })

const short = plainText.trim().max(200)
const orNull = (text: string) => (text === '' ? null : text)
const words = short.transform(orNull).nullable().optional()

/** A phone with country code, in any spelling; stored as digits only, as Meta writes a `wa_id`. */
const phone = short
  .regex(PHONE_SPELLING, 'is no phone number')
  .transform(phoneDigits)
  .refine((digits) => /^(\d{5,15})?$/.test(digits ?? 'none'), 'is no phone number')
  .transform((digits) => digits || null)
  .nullable()
  .optional()

const fields = {
  name: words,
  phone,
  outstanding: z.number().nullable().optional(),
  loan_type: words,
  leads_status: words,
  contact_status: words,
}

/** A lead has a name or a phone. */
export const newLead = z
  .object(fields)
  .refine(({ name, phone }) => name != null || phone != null, 'needs a name or a phone')
  .meta({ id: 'NewLead' })

export const leadChange = z
  .object(fields)
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'changes nothing')
  .meta({ id: 'LeadChange' })

/** The outcome of an import. */
export const leadImport = z
  .strictObject({
    created: z.number().int(),
    updated: z.number().int(),
    unchanged: z.number().int(),
    rejected: z.number().int(),
    /** The first 1,000 rejected rows. `line` counts from 1, which is the header. */
    rejected_rows: z.array(z.strictObject({ line: z.number().int(), reason: z.string() })),
  })
  .meta({ id: 'LeadImport' })

export type Lead = z.infer<typeof lead>
export type LeadChange = z.infer<typeof leadChange>
export type LeadImport = z.infer<typeof leadImport>
