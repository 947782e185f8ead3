import type { World } from '../world.ts'
import { GraphRefusal } from './refusal.ts'
import type { Noted } from './send.ts'

/** How long "typing…" is shown, unless a reply comes first (facts sheet, section 6). */
const TYPING_MS = 25_000

/** `POST /{phone_number_id}/messages` with `status: read`: blue ticks, and "typing…" with `typing_indicator`. */
export function markRead(world: World, body: Record<string, unknown>, noted: Noted): void {
  const { status, message_id: wamid, typing_indicator: typing } = body
  if (status !== 'read') throw new GraphRefusal(131009, { details: 'The status is read.' })
  if (typeof wamid !== 'string' || wamid === '') {
    throw new GraphRefusal(131008, { details: 'The parameter message_id is required.' })
  }
  if (typing !== undefined && (typing as { type?: unknown } | null)?.type !== 'text') {
    throw new GraphRefusal(131009, { details: 'The typing_indicator is of type text.' })
  }
  const chat = world.chats.placeOf(wamid)
  noted.wamid = wamid
  if (typing !== undefined) noted.event = 'typing'
  // A message that did not come from the simulator is not known here, which is no error.
  if (!chat) return
  noted.customer_id = chat.phone
  const upTo = chat.messages.get(wamid)?.at ?? ''
  for (const message of [...chat.messages.values()]) {
    const mine = message.from === 'customer' && message.status !== 'read' && message.at <= upTo
    if (mine) world.chats.change(message.id, { status: 'read' })
  }
  if (typing === undefined) return
  const until = world.now() + TYPING_MS
  world.chats.type(chat, until)
  world.later(TYPING_MS, () => {
    if (chat.typingUntil === until) world.chats.type(chat, null)
  })
}
