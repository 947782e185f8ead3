import { AppError } from '../protocol/errors.ts'
import type { ChatMessage, CustomerMessage } from '../protocol/simulator.ts'
import { partOf } from './messagePart.ts'
import type { OurNumber } from './numbers.ts'
import type { Person } from './people.ts'
import { messageValue } from './values.ts'
import { newWamid } from './wamid.ts'
import type { World } from './world.ts'

type Json = Record<string, unknown>

/** Types that change another message instead of adding one to the chat. */
const CHANGES = ['reaction', 'edit', 'revoke']

/**
 * Plays a customer's message or action: shows it on the phone at once and sends the webhook.
 * @returns the wamid, and a promise that resolves when our webhook has answered 200
 */
export function play(
  world: World,
  person: Person,
  said: CustomerMessage,
): { wamid: string; taken: Promise<void> } {
  const number = numberOf(world, said.phone_number_id)
  const at = said.at === undefined ? world.now() : Date.parse(said.at)
  const part = partOf(world, number, person, said)
  const wamid = newWamid(person.phone, 'customer')
  const type = String(part.type)
  if (CHANGES.includes(type)) change(world, part)
  else {
    world.chats.add(world.chats.open(number, person.phone), {
      id: wamid,
      from: 'customer',
      at: new Date(at).toISOString(),
      type,
      header: null,
      text: textOf(part),
      footer: null,
      media: mediaOf(world, part),
      content: part[type] ?? null,
      options: [],
      reply_to: said.reply_to ?? null,
      reactions: { customer: null, business: null },
      status: 'sent',
      edited: false,
      revoked: false,
    })
  }
  const { promise: taken, resolve } = Promise.withResolvers<void>()
  const hidden = person.hidden || world.misbehaviour.now.hidden
  world.postman.send({
    lane: person.phone,
    field: 'messages',
    value: messageValue(number, person, {
      wamid,
      at,
      hidden,
      part,
      context: contextOf(number, said),
    }),
    about: { event: `message.${type}`, wamid, customer_id: person.phone, code: null },
    taken: () => {
      if (world.chats.find(wamid)?.status === 'sent') {
        world.chats.change(wamid, { status: 'delivered' })
      }
      resolve()
    },
  })
  return { wamid, taken }
}

export function numberOf(world: World, id: string | undefined): OurNumber {
  const number = id === undefined ? world.numbers.first : world.numbers.find(id)
  if (!number) throw new AppError('not_found', 'There is no such number.')
  return number
}

/** A pressed button quotes the message that has the button. */
function contextOf(number: OurNumber, said: CustomerMessage): Json | undefined {
  const quoted = said.type === 'press' ? said.message_id : said.reply_to
  if (said.forwarded) return { forwarded: true }
  return quoted === undefined ? undefined : { from: number.displayPhoneNumber, id: quoted }
}

function change({ chats }: World, part: Json): void {
  const { reaction, edit, revoke } = part as {
    reaction?: { message_id: string; emoji?: string }
    edit?: { original_message_id: string; message?: { text?: { body?: string } } }
    revoke?: { original_message_id: string }
  }
  if (reaction) {
    const reactions = chats.find(reaction.message_id)?.reactions
    const customer = reaction.emoji ?? null
    if (reactions) chats.change(reaction.message_id, { reactions: { ...reactions, customer } })
  }
  if (edit) {
    const text = edit.message?.text?.body ?? null
    chats.change(edit.original_message_id, { text, edited: true })
  }
  if (revoke) chats.change(revoke.original_message_id, { revoked: true })
}

function textOf(part: Json): string | null {
  const { text, button, interactive } = part as {
    text?: { body?: string }
    button?: { text?: string }
    interactive?: Record<string, { title?: string; body?: string }>
  }
  const caption = (part[String(part.type)] as { caption?: string } | undefined)?.caption
  const chosen = interactive?.button_reply ?? interactive?.list_reply
  return (
    text?.body ?? button?.text ?? chosen?.title ?? interactive?.nfm_reply?.body ?? caption ?? null
  )
}

function mediaOf(world: World, part: Json): ChatMessage['media'] {
  const kind = String(part.type)
  const { id } = (part[kind] ?? {}) as { id?: unknown }
  const file = typeof id === 'string' ? world.files.find(id) : undefined
  if (!file) return null
  return {
    kind,
    mime_type: file.mime,
    filename: file.filename,
    size: file.bytes.length,
    url: `${world.url()}/files/${file.id}`,
  }
}
