import type { EventRow, StoredMessage } from '../domain/event.ts'
import { AppError } from '../protocol/errors.ts'
import type { Message } from '../protocol/message.ts'
import { createCommitter } from '../store/committer.ts'
import { type PlannedSend, type Roles, type SendAnswer, sendGroup } from '../store/sendGroup.ts'
import { readAssignable } from '../store/users.ts'
import type { ActionContext } from './context.ts'
import { noRoom } from './noRoom.ts'
import { planSends, type Refusal, type SendRequest, type WrittenSend } from './planSends.ts'
import { hashOf, otherRequest, repeatOf } from './repeats.ts'
import { windowClosed } from './windowClosed.ts'

/** Most sends in one transaction. */
const GROUP_SIZE = 100

/** `repeated`: the same request was stored before. */
export type Sent = { message: Message; repeated: boolean }
export type SendMessage = (request: SendRequest) => Promise<Sent>

type Answer = SendAnswer | Refusal

/**
 * Stores sends: message, event and job in one transaction, many sends in one commit. Meta is called afterwards, by the
 * process that claims the job (delivery/outbox.ts).
 * @param number the `phone_number_id` that sends if a request names none
 * @param stored called with each group's log rows after their commit
 */
export function createSending(
  ctx: ActionContext,
  { number, stored }: { number: string | null; stored: (rows: readonly EventRow[]) => void },
): { send: SendMessage; idle: () => Promise<void> } {
  const committer = createCommitter<WrittenSend, { answer: Answer; data: StoredMessage | null }>({
    maxSize: GROUP_SIZE,
    async run(works) {
      const { planned, answers, rows } = await store(ctx, works, number)
      ctx.handOver(rows)
      stored(rows)
      let next = 0
      return planned.map((one) => {
        if (one === null) return undefined
        if ('refusal' in one) return { answer: one.refusal, data: null }
        const answer = answers[next++]!
        return isOvertaken(one.send, answer) ? undefined : { answer, data: one.send.data }
      })
    },
  })

  return {
    idle: committer.idle,
    /**
     * @throws AppError forbidden (writes for somebody else), not_found, conflict (another request had that
     * client_message_id), unprocessable (window_closed, other_channel, other_room, no_channel,
     * no such user)
     */
    async send(request) {
      const writer = await writerOf(ctx, request)
      if (!writer) {
        const sent = await repeatOf(ctx.sql, request)
        if (sent) return sent
        throw new AppError('unprocessable', 'There is no such user to write for.', {
          reason: 'no_such_user',
        })
      }
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

/** Plans and stores a group. If a caller's role turns out to have changed, plans again with the new role. */
async function store(ctx: ActionContext, works: readonly WrittenSend[], number: string | null) {
  for (let roles: Roles = new Map(); ; ) {
    const planned = await planSends(ctx, works, { number, roles })
    const sends = planned.flatMap((one) => (one && 'send' in one ? [one.send] : []))
    if (sends.length === 0) return { planned, answers: [], rows: [] }
    const group = await sendGroup(ctx.sql, sends, ctx.now())
    if ('answers' in group) return { planned, ...group }
    roles = new Map([...roles, ...group.roles])
  }
}

/**
 * Whether the customer named by `to` was merged into another meanwhile: then the target is decided again. A request that
 * named a room instead is refused, with the surviving room.
 */
const isOvertaken = ({ birth, version }: PlannedSend, answer: SendAnswer) =>
  answer.kind === 'not_found' &&
  (birth !== null || (version !== null && answer.merged_into !== undefined))

/** The author: the caller, or the user that staff act for; null if that user does not exist or is disabled. */
async function writerOf({ sql }: ActionContext, { caller, envelope }: SendRequest) {
  const userId = envelope.user_id ?? caller.id
  if (userId === caller.id) return { userId, assignTo: null }
  if (!caller.staff) throw forAnother()
  const writer = await readAssignable(sql, userId)
  return writer && { userId, assignTo: userId }
}

const forAnother = () => new AppError('forbidden', 'You may write for yourself only.')

function refusalOf(answer: Exclude<Answer, { kind: 'stored' | 'repeat' }>): AppError {
  switch (answer.kind) {
    case 'not_found':
      return noRoom(answer.merged_into)
    case 'conflict':
      return otherRequest()
    case 'for_another':
      return forAnother()
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
