import { isStaff } from '../domain/authorizeJoin.ts'
import { isListed } from '../domain/counting.ts'
import {
  isBulk,
  needsWindow,
  type OutgoingFile,
  outgoingMessage,
  type SentContent,
} from '../domain/outgoing.ts'
import type { Actor } from '../domain/participation.ts'
import type { SendEnvelope } from '../protocol/sending.ts'
import { findOwnRooms } from '../store/rooms.ts'
import type { PlannedSend, Roles, SendAnswer } from '../store/sendGroup.ts'
import { readRepeat, roomsOfWamids } from '../store/sentMessages.ts'
import type { ActionContext } from './context.ts'
import { keyOf } from './repeats.ts'
import { findTargets, type Target } from './sendTargets.ts'

export type SendRequest = {
  /** The message's id, if something (its file) is named after it already. */
  id?: string
  caller: Actor
  envelope: SendEnvelope
  content: SentContent
  /** What the caller asked for, if `content` was derived from it and may differ next time. Identifies repeated requests. */
  asked?: unknown
  /** The message that stands for the room in a request, since the room itself may be merged later. */
  about?: string
  /** Already in the media store; its row of `media` is written with the message. */
  file?: OutgoingFile | null
  forwarded?: boolean
  /** How many rooms the same request sends to. */
  rooms?: number
  /** A template's body as the customer reads it, if known. */
  text?: string | null
}

/** A request with its author, its time, and the hash by which a repeat is recognised. */
export type WrittenSend = SendRequest & {
  id: string
  userId: string
  assignTo: string | null
  at: string
  hash: string
}

/** Refusals that are decided before the database is asked to store anything. */
export type Refusal =
  | Extract<SendAnswer, { kind: 'not_found' | 'repeat' | 'conflict' }>
  | { kind: 'no_channel' }
  | { kind: 'for_another' }
  | { kind: 'other_room' }

/**
 * Plans what to store for each request of a group; null: not in this round, ask again.
 * @param number the `phone_number_id` that sends if a request names none
 * @param roles current roles of callers whose role has changed since they asked
 */
export async function planSends(
  ctx: ActionContext,
  asked: readonly WrittenSend[],
  { number, roles }: { number: string | null; roles: Roles },
): Promise<Planned[]> {
  const works = asked.map((work) => ({ ...work, caller: withCurrentRole(work.caller, roles) }))
  const targets = await targetsOf(ctx, works, number)
  const quoted = await quotedRooms(ctx, works)
  return Promise.all(
    works.map((work, index) =>
      roles.get(work.caller.id) === null
        ? { refusal: { kind: 'not_found' } as const }
        : withPriorAnswer(ctx, work, plan(work, targets[index]!, quoted)),
    ),
  )
}

type Planned = { send: PlannedSend } | { refusal: Refusal } | null

/** A refused request that was stored before gets its old answer instead. Requests that are not refused: see `send_group`. */
async function withPriorAnswer(
  { sql }: ActionContext,
  work: WrittenSend,
  planned: Planned,
): Promise<Planned> {
  const key = keyOf(work)
  if (planned === null || 'send' in planned || key === null) return planned
  const prior = await readRepeat(sql, work.caller, key)
  if (prior === null) return planned
  if (!prior.seen) return { refusal: { kind: 'not_found' } }
  const isSame = prior.hash === work.hash
  return { refusal: isSame ? { kind: 'repeat', message: prior.message } : { kind: 'conflict' } }
}

/** Applies a changed role: it may only take rights away, never add any since the request. */
function withCurrentRole(caller: Actor, roles: Roles): Actor {
  const role = roles.get(caller.id)
  return {
    ...caller,
    staff: caller.staff && (role === undefined || (role !== null && isStaff(role))),
  }
}

/** The target of each send; null if the caller named the room. */
async function targetsOf(ctx: ActionContext, works: readonly WrittenSend[], number: string | null) {
  const named = works.filter(({ envelope }) => envelope.to !== undefined)
  const found = await findTargets(
    ctx,
    named.map(({ envelope, caller, assignTo }) => ({
      to: envelope.to!,
      channelId: envelope.channel_id ?? null,
      callerId: caller.id,
      staff: caller.staff,
      assignTo,
    })),
    number,
  )
  const targets = new Map(named.map((work, index) => [work, found[index]!]))
  return works.map((work) => targets.get(work) ?? null)
}

/**
 * The room of each quoted message, if it is not the room named. SECURITY: for an agent, a message that it can't see counts
 * as missing, so that nothing is revealed.
 */
async function quotedRooms({ sql }: ActionContext, works: readonly WrittenSend[]) {
  const rooms = new Map<WrittenSend, string>()
  const quoting = works.filter(({ envelope }) => envelope.reply_to_wa_message_id != null)
  if (quoting.length === 0) return rooms
  const wamids = quoting.map(({ envelope }) => envelope.reply_to_wa_message_id!)
  const found = await roomsOfWamids(sql, wamids)
  const elsewhere = quoting.flatMap((work, index) => {
    const room = found.get(wamids[index]!)
    return room === undefined || room === work.envelope.room_id ? [] : [{ work, room }]
  })
  const agents = elsewhere.filter(({ work }) => !work.caller.staff)
  const own = await findOwnRooms(
    sql,
    agents.map(({ work }) => work.caller.id),
    agents.map(({ room }) => room),
  )
  for (const { work, room } of elsewhere) {
    if (work.caller.staff || own.has(`${work.caller.id} ${room}`)) rooms.set(work, room)
  }
  return rooms
}

function plan(
  work: WrittenSend,
  target: Target | null,
  quoted: ReadonlyMap<WrittenSend, string>,
): Planned {
  if (target?.kind === 'later') return null
  if (target?.kind === 'nobody') return { refusal: { kind: 'not_found' } }
  if (target?.kind === 'no_channel') return { refusal: target }
  const { caller, envelope, content } = work
  // SECURITY: the caller may have lost the staff role since asking.
  if (!caller.staff && work.userId !== caller.id) return { refusal: { kind: 'for_another' } }
  const birth = target?.kind === 'birth' ? target.birth : null
  const roomId = birth?.room_id ?? (target?.kind === 'room' ? target.roomId : envelope.room_id!)
  if ((quoted.get(work) ?? roomId) !== roomId) return { refusal: { kind: 'other_room' } }
  const message = outgoingMessage({
    id: work.id,
    roomId,
    userId: work.userId,
    clientMessageId: envelope.client_message_id ?? null,
    replyTo: envelope.reply_to_wa_message_id ?? null,
    content,
    file: work.file ?? null,
    forwarded: work.forwarded ?? false,
    text: work.text ?? null,
    at: work.at,
  })
  const listed = isListed('outgoing', message.content_type)
  return {
    send: {
      data: { ...message, added: { messages: 1, unread: 0, listed, customer_at: null } },
      version: target?.kind === 'room' ? target.version : null,
      channelId: target ? target.channelId : (envelope.channel_id ?? null),
      sentBy: caller.id,
      staff: caller.staff,
      requestKey: keyOf(work),
      requestHash: work.hash,
      content,
      needsWindow: needsWindow(content.type),
      priority: isBulk(content.type, work.rooms) ? 1 : 0,
      file: work.file ?? null,
      birth,
    },
  }
}
