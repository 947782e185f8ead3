import { z } from 'zod'
import { contactsContent, locationContent, reactionContent, words } from './cloudApi.ts'

/** The simulator's own API under `/simulator`, in development only: what its page and the tests speak. */

const count = (max: number) => z.number().int().min(0).max(max)
const phone = z.string().regex(/^\d{5,20}$/, 'is not digits without +')

/** The next so many sends, or every one (`null`). */
const next = z.number().int().min(1).max(100_000).nullable()

const failure = z.strictObject({
  code: z.number().int().min(0),
  next: next.default(1),
  /** Only sends to this customer. */
  phone: phone.optional(),
  /** Meta tells a failure in its answer, or accepts and tells it later. */
  as: z.enum(['response', 'status']).default('response'),
})

const behaviour = z.strictObject({
  /** The share of webhooks that are delivered a second time, 0 to 1. */
  duplicates: z.number().min(0).max(1),
  /** Webhooks come out shuffled within so many; 0 and 1: in order. */
  reorder_within: count(100),
  /** Up to so many messages and statuses in one webhook. */
  batch_size: z.number().int().min(1).max(1_000),
  /** Each webhook is held back for a while, up to this. */
  delay_ms: count(600_000),
  /** Webhooks pile up until this is false again. */
  paused: z.boolean(),
  /** What Meta tells of a message that it took; without `read`, nobody ever reads. */
  statuses: z.array(z.enum(['sent', 'delivered', 'read'])),
  delivered_after_ms: count(600_000),
  read_after_ms: count(600_000),
  /** The first status comes before the answer to the send. */
  status_first: z.boolean(),
  /** The answer to a send comes so much later. */
  response_delay_ms: count(600_000),
  /** The message is taken, but the connection is cut before the answer; `null`: always. */
  drop_responses: count(100_000).nullable(),
  failures: z.array(failure).max(100),
  /** Every customer hides the phone number: webhooks carry the user id alone. */
  hidden: z.boolean(),
  /** Free messages to who has not written for 24 hours fail with 131047. */
  enforce_window: z.boolean(),
  /** Meta's own limits: 80 sends a second for a number, and bursts to one customer (facts sheet, section 7). */
  enforce_limits: z.boolean(),
  /** Every call is refused with 190, as with a token that was revoked. */
  refuse_token: z.boolean(),
})

export const behaviourChange = behaviour.partial()

const name = z.string().trim().min(1).max(100)

export const newCustomer = z.strictObject({
  phone: phone.optional(),
  name: name.optional(),
  username: z
    .string()
    .regex(/^@?[a-z0-9._]{3,35}$/, 'is not a username')
    .optional(),
  hidden: z.boolean().optional(),
  /** Other spellings of the phone that reach this customer (facts sheet, section 8). */
  aliases: z.array(phone).max(10).optional(),
})

const customer = z.strictObject({
  id: z.string(),
  phone,
  name: z.string().nullable(),
  username: z.string().nullable(),
  /** The business-scoped user id. */
  user_id: z.string(),
  hidden: z.boolean(),
  /** Messages of ours that the customer has not opened. */
  unread: z.number().int(),
  last_message_at: z.string().nullable(),
})

const common = {
  /** Which of our numbers is written to; absent: the first. */
  phone_number_id: z
    .string()
    .regex(/^\d{1,30}$/)
    .optional(),
  /** The wamid that is quoted. */
  reply_to: words(512).optional(),
  forwarded: z.boolean().optional(),
  /** When it was written, if not now. */
  at: z.iso.datetime().optional(),
}
const file = { media_id: words(128), caption: words(1_024).optional() }

/** What a customer does. `press` chooses a button, a list's row or a template's button of one of our messages. */
export const customerMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), ...common, text: words(65_536) }),
  z.strictObject({ type: z.literal('image'), ...common, ...file }),
  z.strictObject({ type: z.literal('video'), ...common, ...file }),
  z.strictObject({
    type: z.literal('document'),
    ...common,
    ...file,
    filename: words(240).optional(),
  }),
  z.strictObject({
    type: z.literal('audio'),
    ...common,
    media_id: words(128),
    voice: z.boolean().optional(),
  }),
  z.strictObject({ type: z.literal('sticker'), ...common, media_id: words(128) }),
  z.strictObject({ type: z.literal('location'), ...common, location: locationContent }),
  z.strictObject({ type: z.literal('contacts'), ...common, contacts: contactsContent }),
  z.strictObject({ type: z.literal('reaction'), ...common, reaction: reactionContent }),
  z.strictObject({
    type: z.literal('press'),
    ...common,
    message_id: words(512),
    option: words(256),
  }),
  z.strictObject({
    type: z.literal('edit'),
    ...common,
    message_id: words(512),
    text: words(65_536),
  }),
  z.strictObject({ type: z.literal('revoke'), ...common, message_id: words(512) }),
  z.strictObject({ type: z.literal('unsupported'), ...common }),
  /** Any message in Meta's own shape, without `from`, `id` and `timestamp`. */
  z.strictObject({ type: z.literal('raw'), ...common, message: z.record(z.string(), z.unknown()) }),
])

/** What can be pressed under one of our messages. */
const chatOption = z.strictObject({
  id: z.string(),
  title: z.string(),
  kind: z.enum(['reply', 'row', 'url', 'flow', 'location', 'contact', 'code']),
  url: z.string().nullable(),
})

/** A message as the customer's phone shows it. */
const chatMessage = z.strictObject({
  id: z.string(),
  from: z.enum(['customer', 'business']),
  at: z.string(),
  type: z.string(),
  header: z.string().nullable(),
  text: z.string().nullable(),
  footer: z.string().nullable(),
  media: z
    .strictObject({
      kind: z.string(),
      mime_type: z.string(),
      filename: z.string().nullable(),
      size: z.number().int(),
      /** Under the simulator's own address, for `<img>` and `<video>`. */
      url: z.string(),
    })
    .nullable(),
  /** Meta's own part: coordinates, cards, sections. */
  content: z.unknown(),
  options: z.array(chatOption),
  reply_to: z.string().nullable(),
  reactions: z.strictObject({ customer: z.string().nullable(), business: z.string().nullable() }),
  /** Ticks: a customer's message is `delivered` once our webhook took it; one of ours is `failed` only here. */
  status: z.enum(['sent', 'delivered', 'read', 'failed']),
  edited: z.boolean(),
  revoked: z.boolean(),
})

const chat = z.strictObject({
  customer,
  business: z.strictObject({
    phone_number_id: z.string(),
    display_phone_number: z.string(),
    name: z.string(),
  }),
  /** Until when the business is shown as typing. */
  typing_until: z.string().nullable(),
  messages: z.array(chatMessage),
})

/** One call of the Graph API, or one webhook. */
const logEntry = z.strictObject({
  at: z.string(),
  direction: z.enum(['to_meta', 'from_meta']),
  /** Like `message.text`, `status.read`, `media.upload`, `read`, `typing`, `templates`. */
  event: z.string(),
  wamid: z.string().nullable(),
  customer_id: z.string().nullable(),
  /** `accepted`, `refused`, `dropped` to Meta; `delivered`, `retrying`, `given_up` from it. */
  result: z.enum(['accepted', 'refused', 'dropped', 'delivered', 'retrying', 'given_up']),
  /** The Graph error's code, or that of a failed status. */
  code: z.number().int().nullable(),
  http_status: z.number().int().nullable(),
  marks: z.array(z.enum(['duplicate', 'reordered', 'delayed', 'batched'])),
  delayed_ms: z.number().int(),
})

/** What `GET /simulator/events` tells: the SSE event's name, and its data. */
const simulatorEvents = {
  log: logEntry,
  customer,
  message: z.strictObject({
    customer_id: z.string(),
    phone_number_id: z.string(),
    message: chatMessage,
  }),
  typing: z.strictObject({
    customer_id: z.string(),
    phone_number_id: z.string(),
    typing_until: z.string().nullable(),
  }),
  behaviour,
  reset: z.strictObject({}),
} as const

/** A request that the Graph API got, for tests. */
const graphCall = z.strictObject({
  id: z.number().int(),
  at: z.string(),
  method: z.string(),
  path: z.string(),
  body: z.unknown(),
  status: z.number().int(),
  code: z.number().int().nullable(),
  wamid: z.string().nullable(),
  customer_id: z.string().nullable(),
  /** Sends to the same customer that were not answered yet when this one came. */
  beside: z.number().int(),
})

export type Behaviour = z.infer<typeof behaviour>
export type BehaviourChange = z.infer<typeof behaviourChange>
export type NewCustomer = z.infer<typeof newCustomer>
export type Customer = z.infer<typeof customer>
export type CustomerMessage = z.infer<typeof customerMessage>
export type ChatOption = z.infer<typeof chatOption>
export type ChatMessage = z.infer<typeof chatMessage>
export type Chat = z.infer<typeof chat>
export type LogEntry = z.infer<typeof logEntry>
export type SimulatorEvents = {
  [K in keyof typeof simulatorEvents]: z.infer<(typeof simulatorEvents)[K]>
}
export type GraphCall = z.infer<typeof graphCall>
