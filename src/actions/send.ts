import { createHash } from 'node:crypto'
import { createCommitter } from '../delivery/committer.ts'
import { isListed } from '../domain/counting.ts'
import type { EventRow, StoredMessage } from '../domain/event.ts'
import {
  isBulk,
  needsWindow,
  type OutgoingFile,
  outgoingMessage,
  type SentContent,
} from '../domain/outgoing.ts'
import type { Actor } from '../domain/participation.ts'
import { AppError } from '../protocol/errors.ts'
import type { Message } from '../protocol/message.ts'
import type { SendEnvelope } from '../protocol/sending.ts'
import { type PlannedSend, type SendAnswer, sendGroup } from '../store/sendGroup.ts'
import { isRepeat, roomsOfWamids } from '../store/sentMessages.ts'
import { readAssignable } from '../store/users.ts'
import type { ActionContext } from './context.ts'
import { noRoom } from './noRoom.ts'
import { findTargets, type Target } from './sendTargets.ts'
import { windowClosed } from './windowClosed.ts'

/** Sends in one transaction at most. */
const GROUP_SIZE = 100

type SendRequest = {
  /** Of the message, where something is named after it already. */
  id?: string
  caller: Actor
  envelope: SendEnvelope
  content: SentContent
  /** What was asked for, where `content` is more than that: the same request again is known by it. */
  asked?: unknown
  /** Stored already; its row of `media` is written with the message. */
  file?: OutgoingFile | null
  forwarded?: boolean
  /** To how many rooms the same request sends. */
  rooms?: number
  /** A template as the customer reads it, when it is known. */
  text?: string | null
}

/** `repeated`: this very request was stored before. */
export type Sent = { message: Message; repeated: boolean }
export type SendMessage = (request: SendRequest) => Promise<Sent>
type Answer = SendAnswer | { kind: 'no_channel' } | { kind: 'other_room' }
type Work = SendRequest & {
  id: string
  userId: string
  assignTo: string | null
  at: string
  hash: string
}

/**
 * Sending to a customer: message, event and job in one transaction, many sends in one commit. Meta is called afterwards,
 * by whoever claims the job (delivery/outbox.ts).
 * @param number `phone_number_id` that sends when a request names none
 * @param stored hears of each group's rows once they are committed
 */
export function createSending(
  ctx: ActionContext,
  { number, stored }: { number: string | null; stored: (rows: readonly EventRow[]) => void },
): { send: SendMessage; idle: () => Promise<void> } {
  const committer = createCommitter<Work, { answer: Answer; data: StoredMessage | null }>({
    maxSize: GROUP_SIZE,
    async run(works) {
      const targets = await targetsOf(ctx, works, number)
      const quoted = await quotedRooms(ctx, works)
      const planned = works.map((work, index) => plan(work, targets[index]!, quoted))
      const sends = planned.flatMap((one) => (one && 'send' in one ? [one.send] : []))
      const { answers, rows } =
        sends.length > 0 ? await sendGroup(ctx.sql, sends, ctx.now()) : { answers: [], rows: [] }
      ctx.handOver(rows)
      stored(rows)
      let next = 0
      return planned.map((one) => {
        if (one === null) return undefined
        if ('refusal' in one) return { answer: one.refusal, data: null }
        return { answer: answers[next++]!, data: one.send.data }
      })
    },
  })

  return {
    idle: committer.idle,
    /**
     * @throws AppError forbidden (writes for somebody else), not_found, conflict (another request of that
     * client_message_id), unprocessable (window_closed, other_channel, other_room, no_channel,
     * no such user)
     */
    async send(request) {
      const writer = await writerOf(ctx, request)
      const { answer, data } = await committer.submit({
        ...request,
        ...writer,
        id: request.id ?? ctx.newId(),
        at: new Date(ctx.now()).toISOString(),
        hash: hashOf(request),
      })
      if (answer.kind === 'stored') {
        const { added: _, ...message } = data!
        return { message: { ...message, seq: answer.seq }, repeated: false }
      }
      if (answer.kind === 'repeat') return { message: answer.message, repeated: true }
      throw refusalOf(answer)
    },
  }
}

/** Who wrote it: the caller, or for staff somebody they act for. */
async function writerOf({ sql }: ActionContext, { caller, envelope }: SendRequest) {
  const userId = envelope.user_id ?? caller.id
  if (userId === caller.id) return { userId, assignTo: null }
  if (!caller.staff) throw new AppError('forbidden', 'You may write for yourself only.')
  const writer = await readAssignable(sql, userId)
  if (writer) return { userId, assignTo: userId }
  throw new AppError('unprocessable', 'There is no such user to write for.', {
    reason: 'no_such_user',
  })
}

function hashOf({ envelope, content, asked, file, forwarded }: SendRequest): string {
  const { room_id, to, channel_id, user_id, reply_to_wa_message_id } = envelope
  const target = [room_id, to, channel_id, user_id, reply_to_wa_message_id].map(
    (one) => one ?? null,
  )
  // The same file is stored under another name each time.
  const what = [target, asked ?? content, file?.sha256 ?? file?.object ?? null, forwarded ?? false]
  return createHash('sha256').update(JSON.stringify(what)).digest('hex')
}

/** Where each send goes; null where the caller named the room. */
async function targetsOf(ctx: ActionContext, works: readonly Work[], number: string | null) {
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

/** The room of each message that is quoted, as far as it is stored. What was stored before is not asked about again. */
async function quotedRooms({ sql }: ActionContext, works: readonly Work[]) {
  const rooms = new Map<Work, string>()
  const quoting = works.filter(({ envelope }) => envelope.reply_to_wa_message_id != null)
  if (quoting.length === 0) return rooms
  const wamids = quoting.map(({ envelope }) => envelope.reply_to_wa_message_id!)
  const found = await roomsOfWamids(sql, wamids)
  for (const [index, work] of quoting.entries()) {
    const room = found.get(wamids[index]!)
    if (room === undefined || room === work.envelope.room_id) continue
    const key = keyOf(work)
    if (key === null || !(await isRepeat(sql, work.caller.id, key))) rooms.set(work, room)
  }
  return rooms
}

/** Null: not in this round. */
function plan(
  work: Work,
  target: Target | null,
  quoted: ReadonlyMap<Work, string>,
): { send: PlannedSend } | { refusal: Answer } | null {
  if (target?.kind === 'later') return null
  if (target?.kind === 'nobody') return { refusal: { kind: 'not_found' } }
  if (target?.kind === 'no_channel') return { refusal: target }
  const { caller, envelope, content } = work
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

/** One request to several rooms is one send for each of them. */
function keyOf({ envelope, forwarded }: Work): string | null {
  const id = envelope.client_message_id ?? null
  return id !== null && forwarded ? `${id} ${envelope.room_id}` : id
}

function refusalOf(answer: Exclude<Answer, { kind: 'stored' | 'repeat' }>): AppError {
  switch (answer.kind) {
    case 'not_found':
      return noRoom(answer.merged_into)
    case 'conflict':
      return new AppError('conflict', 'This client_message_id belongs to another message.', {
        reason: 'client_message_id',
      })
    case 'other_channel':
      return new AppError('unprocessable', 'This room is on another number.', {
        reason: 'other_channel',
      })
    case 'no_channel':
      return new AppError('unprocessable', 'Name the number to send from: channel_id.', {
        reason: 'no_channel',
      })
    case 'other_room':
      return new AppError('unprocessable', 'The message that is quoted is in another room.', {
        reason: 'other_room',
      })
    case 'window_closed':
      return windowClosed(answer.closed_at)
  }
}
