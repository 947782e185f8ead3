import type { Context } from 'hono'
import type { GraphCall } from '../../protocol/simulator.ts'
import type { OurNumber } from '../numbers.ts'
import { type Taken, unfold } from '../statuses.ts'
import { newWamid } from '../wamid.ts'
import type { World } from '../world.ts'
import { chatEntry, type Entry } from './chatEntry.ts'
import { GraphRefusal } from './refusal.ts'
import { addressee, type Understood, understand } from './understand.ts'

type Body = Record<string, unknown>

/** What the log and the tests are told of a call, filled in as it becomes known. */
export type Noted = Partial<Pick<GraphCall, 'body' | 'wamid' | 'customer_id' | 'beside'>> & {
  event: string
  dropped?: boolean
}

const WINDOW_MS = 86_400_000
const MAX_CALLBACK = 512
const AFTER_THE_ANSWER_MS = 5

/** `POST /{phone_number_id}/messages` with a message in it. */
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
    const message = understand(body)
    noted.event = `message.${message.type}`
    const { callback, replyTo } = extras(body)
    const entry = chatEntry(world, message, to.byPhone)
    const limit =
      world.misbehaviour.now.enforce_limits && world.limits.take(number.id, to.person.phone)
    if (limit) throw new GraphRefusal(limit)
    const failure = world.misbehaviour.takeFailure(to.person.phone)
    if (failure?.as === 'response') throw new GraphRefusal(failure.code)

    const taken: Taken = {
      wamid: newWamid(to.person.phone, 'business'),
      number,
      person: to.person,
      byPhone: to.byPhone,
      callback,
      category: entry.category,
    }
    place(world, taken, message, entry, replyTo)
    const failsLater = failure?.code ?? entry.failsLater ?? closedWindow(world, taken, message)
    const tellFirst = unfold(world, taken, failsLater)
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
  taken: Taken,
  message: Understood,
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

/** Meta takes a message that comes too late, and fails it afterwards. */
function closedWindow(
  world: World,
  { number, person }: Taken,
  { type }: Understood,
): 131047 | undefined {
  if (!world.misbehaviour.now.enforce_window || type === 'template') return undefined
  const { wroteAt } = world.chats.open(number, person.phone)
  return wroteAt !== null && world.now() - wroteAt < WINDOW_MS ? undefined : 131047
}

function accepted({ wamid, person, byPhone }: Taken, input: string, { type }: Understood) {
  return {
    messaging_product: 'whatsapp',
    contacts: [byPhone ? { input, wa_id: person.phone } : { input, user_id: person.bsuid }],
    messages: [{ id: wamid, ...(type === 'template' && { message_status: 'accepted' }) }],
  }
}

/** The connection ends before the answer does: whoever asked never learns what became of it. */
function cut(): Response {
  // Without a reason: Bun would print it.
  return new Response(new ReadableStream({ start: (stream) => stream.error(undefined) }))
}
