import { z } from 'zod'
import { plainText } from './text.ts'

/**
 * The Cloud API's own shapes and limits (facts sheet, section 6), so that nothing is stored that Meta would refuse as
 * malformed. Lengths are counted in UTF-16 units, which are never fewer than what Meta counts.
 */

/** Text of 1 to `max` characters that is not blank. */
export const words = (max: number) => plainText.max(max).regex(/\S/, 'is empty')

/** A file that Meta has (`id`) or fetches itself (`link`). */
export const mediaObject = z.union([
  z.strictObject({ id: words(128), filename: words(240).optional() }),
  z.strictObject({
    link: z.url({ protocol: /^https?$/ }).max(2_048),
    filename: words(240).optional(),
  }),
])

export const textContent = z.strictObject({
  body: words(4_096),
  preview_url: z.boolean().optional(),
})

/** The caption of an image, a video or a document. */
export const caption = words(1_024)

const DECIMAL = /^-?\d{1,3}(\.\d{1,15})?$/

/** Meta writes degrees as strings, clients often as numbers: both are accepted and sent as they came. */
const degrees = (max: number) =>
  z
    .union([z.number(), z.string().regex(DECIMAL)])
    .refine((value) => Math.abs(Number(value)) <= max, `is not within ±${max} degrees`)

export const locationContent = z
  .strictObject({
    latitude: degrees(90),
    longitude: degrees(180),
    name: words(1_000).optional(),
    address: words(1_000).optional(),
  })
  .meta({ id: 'LocationContent' })

const PICTOGRAM = /\p{Extended_Pictographic}|\p{Emoji_Presentation}|\p{Regional_Indicator}|\u20e3/u
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** One emoji, of any number of code points; empty removes the reaction. */
export const reactionEmoji = z
  .string()
  .max(64)
  .refine(
    (text) => text === '' || ([...graphemes.segment(text)].length === 1 && PICTOGRAM.test(text)),
    'is not one emoji',
  )

export const reactionContent = z.strictObject({ message_id: words(512), emoji: reactionEmoji })

const label = words(64)
const line = words(1_000)
/** Meta documents HOME and WORK, but passes on any other label (CELL, MOBILE, the iPhone's own). */
const kind = label.optional()

/**
 * A contact card as Meta accepts it. Unknown fields are dropped, so that a customer's card, which has more of them
 * (`origin`, `vcard`), can be forwarded.
 */
const card = z.object({
  name: z
    .object({
      formatted_name: line,
      first_name: line.optional(),
      last_name: line.optional(),
      middle_name: line.optional(),
      prefix: line.optional(),
      suffix: line.optional(),
    })
    .refine(
      ({ formatted_name: _, ...parts }) => Object.values(parts).some((part) => part !== undefined),
      'needs a first name, or another part of the name, beside formatted_name',
    ),
  phones: z.array(z.object({ phone: label, type: kind, wa_id: label.optional() })).optional(),
  emails: z.array(z.object({ email: words(320), type: kind })).optional(),
  urls: z.array(z.object({ url: words(2_048), type: kind })).optional(),
  addresses: z
    .array(
      z.object({
        street: line.optional(),
        city: line.optional(),
        state: line.optional(),
        zip: label.optional(),
        country: line.optional(),
        country_code: label.optional(),
        type: kind,
      }),
    )
    .optional(),
  org: z
    .object({
      company: line.optional(),
      department: line.optional(),
      title: line.optional(),
    })
    .optional(),
  birthday: z.iso.date().optional(),
})

/** 1 to 257 cards in one message. */
export const contactsContent = z.array(card).min(1).max(257).meta({ id: 'ContactsContent' })

export type TextContent = z.infer<typeof textContent>
export type LocationContent = z.infer<typeof locationContent>
export type ContactsContent = z.infer<typeof contactsContent>
export type ReactionContent = z.infer<typeof reactionContent>
