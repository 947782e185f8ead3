import type { Context } from 'hono'
import type { GraphCall } from '../../protocol/simulator.ts'
import type { OurNumber } from '../numbers.ts'
import { type AcceptedSend, scheduleStatuses } from '../statuses.ts'
import { newWamid } from '../wamid.ts'
import type { World } from '../world.ts'
import { chatEntry, type Entry } from './chatEntry.ts'
import { addressee, type ParsedMessage, parseMessage } from './parseMessage.ts'
import { GraphRefusal } from './refusal.ts'

type Body = Record<string, unknown>

/** What the log and the list for tests record of a call; filled in while it is handled. */
export type Noted = Partial<Pick<GraphCall, 'body' | 'wamid' | 'customer_id' | 'beside'>> & {
  event: string
  dropped?: boolean
}

const WINDOW_MS = 86_400_000
const MAX_CALLBACK = 512
const AFTER_THE_ANSWER_MS = 5

/** `POST /{phone_number_id}/messages` with a message. */
export async function send(
  world: World,
  c: Context,
  { number, body, noted }: { number: OurNumber; body: Body; noted: Noted },
): Promise<Response> {
  const to = addressee(world, number, body)
  const air = world.calls.begin(to.person.phone)
  noted.customer_id = to.person.phone
  noted.beside = air.beside
  try {
    const message = parseMessage(body)
    noted.event = `message.${message.type}`
    const { callback, replyTo } = extras(body)
    const entry = chatEntry(world, message, to.byPhone)
    const limit =
      world.misbehaviour.now.enforce_limits && world.limits.take(number.id, to.person.phone)
    if (limit) throw new GraphRefusal(limit)
    const failure = world.misbehaviour.takeFailure(to.person.phone)
    if (failure?.as === 'response') throw new GraphRefusal(failure.code)

    const taken: AcceptedSend = {
      wamid: newWamid(to.person.phone, 'business'),
      number,
      person: to.person,
      byPhone: to.byPhone,
      callback,
      category: entry.category,
    }
    place(world, taken, message, entry, replyTo)
    const failsLater = failure?.code ?? entry.failsLater ?? closedWindow(world, taken, message)
    const tellFirst = scheduleStatuses(world, taken, failsLater)
    const { status_first, response_delay_ms } = world.misbehaviour.now
    if (status_first) await new Promise<void>((told) => tellFirst(told))
    if (response_delay_ms > 0) await Bun.sleep(response_delay_ms)
    if (!status_first) world.later(AFTER_THE_ANSWER_MS, tellFirst)
    noted.wamid = taken.wamid
    noted.dropped = world.misbehaviour.takeDrop()
    return noted.dropped ? cut() : c.json(accepted(taken, to.input, message))
  } finally {
    air.end()
  }
}

function extras({ biz_opaque_callback_data: callback, context }: Body) {
  if (callback !== undefined && (typeof callback !== 'string' || callback.length > MAX_CALLBACK)) {
    throw new GraphRefusal(131009, {
      details: `biz_opaque_callback_data is at most ${MAX_CALLBACK} characters.`,
    })
  }
  const replyTo = (context as { message_id?: unknown } | undefined)?.message_id
  return { callback, replyTo: typeof replyTo === 'string' ? replyTo : null }
}

function place(
  { chats, now, taken: known }: World,
  taken: AcceptedSend,
  message: ParsedMessage,
  { category: _, failsLater: __, ...entry }: Entry,
  replyTo: string | null,
): void {
  known.set(taken.wamid, taken)
  if (message.type === 'reaction') {
    const { message_id, emoji } = message.part
    const reactions = chats.find(message_id)?.reactions
    if (reactions)
      chats.change(message_id, { reactions: { ...reactions, business: emoji || null } })
    return
  }
  chats.add(chats.open(taken.number, taken.person.phone), {
    id: taken.wamid,
    from: 'business',
    at: new Date(now()).toISOString(),
    ...entry,
    reply_to: replyTo,
    reactions: { customer: null, business: null },
    status: 'sent',
    edited: false,
    revoked: false,
  })
}

/** Outside the window Meta accepts a message, and fails it afterwards with 131047. */
function closedWindow(
  world: World,
  { number, person }: AcceptedSend,
  { type }: ParsedMessage,
): 131047 | undefined {
  if (!world.misbehaviour.now.enforce_window || type === 'template') return undefined
  const { wroteAt } = world.chats.open(number, person.phone)
  return wroteAt !== null && world.now() - wroteAt < WINDOW_MS ? undefined : 131047
}

function accepted(
  { wamid, person, byPhone }: AcceptedSend,
  input: string,
  { type }: ParsedMessage,
) {
  return {
    messaging_product: 'whatsapp',
    contacts: [byPhone ? { input, wa_id: person.phone } : { input, user_id: person.bsuid }],
    messages: [{ id: wamid, ...(type === 'template' && { message_status: 'accepted' }) }],
  }
}

/** Cuts the connection within the answer, so the caller can't know the outcome. */
function cut(): Response {
  // Without an error object, which Bun would print.
  return new Response(new ReadableStream({ start: (stream) => stream.error(undefined) }))
}
