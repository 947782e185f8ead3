import { z } from 'zod'
import { contactsContent, locationContent, reactionEmoji, words } from './cloudApi.ts'
import { interactiveContent } from './cloudApiInteractive.ts'
import { languageCode, templateComponents, templateName } from './cloudApiTemplate.ts'
import { message } from './message.ts'
import { phoneDigits } from './phone.ts'
import { plainText } from './text.ts'
import { uuid } from './uuid.ts'

/** A phone, with or without `+` and separators, or a business-scoped user id as Meta wrote it. */
const PHONE = /^\+?[\d\s().-]{5,30}$/
const BSUID = /^[A-Z]{2}\.[A-Za-z0-9]{1,128}$/

const recipient = z
  .string()
  .max(140)
  .refine(
    (text) =>
      BSUID.test(text) || (PHONE.test(text) && /^[1-9]\d{4,14}$/.test(phoneDigits(text) ?? '')),
    'is neither a phone number with its country code nor a business-scoped user id',
  )

/** The recipient in `to`: digits without `+`, or a BSUID, which is never changed. */
export const recipientOf = (to: string): { waId: string | null; bsuid: string | null } =>
  BSUID.test(to) ? { waId: null, bsuid: to } : { waId: phoneDigits(to), bsuid: null }

/** An idempotency key chosen by the client: a repeated request with it returns the same message. */
export const clientMessageId = plainText.min(1).max(128)
const wamid = words(512)

/** The fields of every send besides its content. Exactly one of `room_id` and `to`. */
const envelope = {
  room_id: uuid.optional(),
  to: recipient.optional(),
  channel_id: uuid.optional(),
  user_id: uuid.nullable().optional(),
  client_message_id: clientMessageId.nullable().optional(),
  reply_to_wa_message_id: wamid.nullable().optional(),
}

const oneTarget = ({ room_id, to }: { room_id?: unknown; to?: unknown }) =>
  (room_id === undefined) !== (to === undefined)
const ONE_TARGET = { message: 'needs either room_id or to', path: ['room_id'] }
/** The same for the documents, which refinements don't reach. */
export const ONE_OF = { oneOf: [{ required: ['room_id'] }, { required: ['to'] }] }

export const sendText = z
  .object({ ...envelope, text: words(4096), preview_url: z.boolean().optional() })
  .refine(oneTarget, ONE_TARGET)
  .meta({ id: 'SendText', ...ONE_OF })

export const sendTemplate = z
  .object({
    ...envelope,
    templateName,
    languageCode,
    components: templateComponents.optional(),
  })
  .refine(oneTarget, ONE_TARGET)
  .meta({ id: 'SendTemplate', ...ONE_OF })

export const sendInteractive = z
  .object({ ...envelope, interactive: interactiveContent })
  .refine(oneTarget, ONE_TARGET)
  .meta({ id: 'SendInteractive', ...ONE_OF })

export const sendLocation = z
  .object({ ...envelope, location: locationContent })
  .refine(oneTarget, ONE_TARGET)
  .meta({ id: 'SendLocation', ...ONE_OF })

export const sendContacts = z
  .object({ ...envelope, contacts: contactsContent })
  .refine(oneTarget, ONE_TARGET)
  .meta({ id: 'SendContacts', ...ONE_OF })

/** The fields of the form besides its file `media`. All are text; empty ones count as absent. */
export const sendMedia = z
  .preprocess(
    (fields) =>
      Object.fromEntries(Object.entries(fields as object).filter(([, value]) => value !== '')),
    z
      .object({ ...envelope, caption: words(1024).optional(), voice: z.stringbool().optional() })
      .refine(oneTarget, ONE_TARGET),
  )
  .meta({ id: 'SendMedia' })

/** A reaction to a message of either side, by our own id; an empty `emoji` removes it. */
export const sendReaction = z
  .object({
    message_id: uuid,
    emoji: reactionEmoji,
    user_id: envelope.user_id,
    client_message_id: envelope.client_message_id,
  })
  .meta({ id: 'SendReaction' })

export const forwardMessage = z
  .object({
    message_id: uuid,
    room_ids: z
      .array(uuid)
      .min(1)
      .max(100)
      .refine((ids) => new Set(ids).size === ids.length, 'names a room twice'),
    user_id: envelope.user_id,
    client_message_id: envelope.client_message_id,
  })
  .meta({ id: 'ForwardMessage' })

/** The result of a forward in one room: the message, or the error. */
export const forwarded = z
  .strictObject({
    room_id: z.uuid(),
    // Not `nullable()`: of a named schema OpenAPI then makes one that nothing null satisfies.
    message: z.union([message, z.null()]),
    error: z
      .strictObject({ code: z.string(), message: z.string(), details: z.unknown().optional() })
      .nullable(),
  })
  .meta({ id: 'Forwarded' })

export type SendEnvelope = {
  room_id?: string | undefined
  to?: string | undefined
  channel_id?: string | undefined
  user_id?: string | null | undefined
  client_message_id?: string | null | undefined
  reply_to_wa_message_id?: string | null | undefined
}
export type Forwarded = z.infer<typeof forwarded>
export type SendMedia = z.infer<typeof sendMedia>
