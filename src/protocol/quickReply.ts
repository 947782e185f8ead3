import { z } from 'zod'
import { plainText } from './text.ts'

const time = z.iso.datetime({ precision: 3 })

/** A canned answer. Variables such as {{name}} are plain text here; the client fills them in. */
export const quickReply = z
  .strictObject({
    id: z.uuid(),
    shortcut: z.string(),
    text: z.string(),
    language: z.string().nullable(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'QuickReply' })

/** What an agent types to find it; a leading slash is dropped. Unique, ignoring case. */
const shortcut = plainText
  .trim()
  .transform((text) => text.replace(/^\/+/, ''))
  .pipe(z.string().min(1).max(50).regex(/^\S+$/, 'has a space in it'))
/** The same limit as for a text message. */
const text = plainText.refine((value) => value.trim() !== '', 'is empty').pipe(z.string().max(4096))
const language = z
  .string()
  .trim()
  .regex(/^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,4})?$/, 'is not a language code like id or en_US')
  .nullable()
  .optional()

export const newQuickReply = z.object({ shortcut, text, language }).meta({ id: 'NewQuickReply' })

export const quickReplyChange = z
  .object({ shortcut: shortcut.optional(), text: text.optional(), language })
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'changes nothing')
  .meta({ id: 'QuickReplyChange' })

export type QuickReply = z.infer<typeof quickReply>
export type NewQuickReply = z.infer<typeof newQuickReply>
export type QuickReplyChange = z.infer<typeof quickReplyChange>
