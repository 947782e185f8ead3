import { phoneVariants } from '../domain/phone.ts'
import type { Erasure } from '../protocol/customer.ts'
import { AppError } from '../protocol/errors.ts'
import { type AuditActor, addAudit } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import {
  type Erasing,
  eraseIdentity,
  eraseLeads,
  eraseMessages,
  eraseWebhooks,
  identifiersOf,
  isSending,
} from '../store/eraseCustomer.ts'
import { lockLeads } from '../store/leads.ts'
import { lockContacts } from '../store/lockContacts.ts'
import { readRoomFacts } from '../store/rooms.ts'
import { addTally } from '../store/tallies.ts'
import { forgetCustomer } from '../whatsapp/forget.ts'
import { type ActionContext, type Emit, transact } from './context.ts'
import { eraseEndOfLog, eraseLog, type LogErased } from './eraseLog.ts'
import { lockAdmin } from './lockStaff.ts'
import { messageUpdated } from './messageUpdated.ts'
import { roomAudience } from './roomAudience.ts'

/** Messages in one transaction, beside those that wait to be sent: each is an event, and others wait for the room. */
const AT_ONCE = 200

type EraseRequest = { contactId: string; includeLead: boolean; by: AuditActor }

/**
 * Erases a customer: messages, ids and names, files, and their traces in the log, the search and raw webhooks. Emptied rooms
 * stay, so that counts and the history of colleagues stay true. Emits `message_updated` and `room_updated` for each.
 * If it is interrupted, calling it again finishes it.
 * @throws AppError not_found; conflict while a message to the customer is being sent; forbidden (no longer admin, even if
 *   that happens in the middle)
 */
export async function eraseCustomer(ctx: ActionContext, asked: EraseRequest): Promise<Erasure> {
  const erasing = { by: asked.by.id, at: new Date(ctx.now()).toISOString() }
  const done = { messages: 0, files: 0, roomIds: [] as string[] }
  // Messages first, identity last: if this is interrupted, the customer can still be found.
  for (let more = true; more; ) {
    const step = await transact(ctx, async (tx, emit) => {
      const { roomIds } = await lockCustomer(tx, asked.contactId)
      await lockAdmin(tx, asked.by.id)
      return { roomIds, ...(await eraseSome(tx, emit, roomIds, { ...erasing, limit: AT_ONCE })) }
    })
    done.messages += step.messages
    done.files += step.files
    done.roomIds = step.roomIds
    more = step.messages >= AT_ONCE
  }
  const log = await eraseLog(ctx, done.roomIds, erasing)
  const counts = await transact(ctx, (tx, emit) =>
    eraseRest(ctx, tx, emit, { ...erasing, ...asked, done, log }),
  )
  return { contact_id: asked.contactId, ...counts }
}

async function eraseRest(
  ctx: ActionContext,
  tx: Tx,
  emit: Emit,
  asked: EraseRequest &
    Omit<Erasing, 'by'> & { done: { messages: number; files: number }; log: LogErased },
) {
  const { contactId, by, at, log } = asked
  await lockLeads(tx)
  const { roomIds } = await lockCustomer(tx, contactId)
  const erasing = { by: by.id, at }
  const last = await eraseSome(tx, emit, roomIds, { ...erasing, limit: Number.MAX_SAFE_INTEGER })
  const ids = withSpellings(await identifiersOf(tx, contactId))
  const webhooks = await eraseWebhooks(tx, ids, (body) => forgetCustomer(body, ids))
  const leads = asked.includeLead
    ? await eraseLeads(tx, { roomIds, ids })
    : { leads: 0, roomIds: [] }
  // In the same transaction as the identity: anything left after that could not be found again.
  const events = log.events + (await eraseEndOfLog(tx, roomIds, { ...erasing, log }))
  const unread = await eraseIdentity(tx, { contactId, roomIds })
  if (unread > 0) await addTally(tx, 'unread', -unread)
  for (const room of await readRoomFacts(tx, [...roomIds, ...leads.roomIds])) {
    emit({ kind: 'room_updated', ...roomAudience(room), data: { erased: true }, facts: { room } })
  }
  const counts = {
    rooms: roomIds.length,
    messages: asked.done.messages + last.messages,
    files: asked.done.files + last.files,
    webhooks,
    leads: leads.leads,
  }
  // Only after the rooms of the customer's leads are locked, too.
  await lockAdmin(tx, by.id)
  const target = { type: 'contact' as const, id: contactId }
  await addAudit(tx, ctx, { by, action: 'customer_erased', target, data: counts })
  return { ...counts, events }
}

/** Webhooks may contain the phone in its other spelling. */
const withSpellings = (ids: readonly string[]) => [
  ...new Set(ids.flatMap((id) => [id, ...phoneVariants(id)])),
]

async function lockCustomer(tx: Tx, contactId: string): Promise<{ roomIds: string[] }> {
  const { contactIds, roomIds } = await lockContacts(tx, [contactId])
  if (contactIds.length === 0) throw new AppError('not_found', 'There is no such customer.')
  if (await isSending(tx, roomIds)) {
    const details = { reason: 'sends_under_way' }
    throw new AppError(
      'conflict',
      'A message to this customer is being sent: try again soon.',
      details,
    )
  }
  return { roomIds }
}

/** Erases up to `limit` messages of rooms that are locked, and in each of them whatever waits to be sent. */
async function eraseSome(
  tx: Tx,
  emit: Emit,
  roomIds: readonly string[],
  { limit, ...erasing }: Erasing & { limit: number },
) {
  const done = { messages: 0, files: 0 }
  for (const room of await readRoomFacts(tx, roomIds)) {
    const left = Math.max(0, limit - done.messages)
    const { messages, files } = await eraseMessages(tx, room.id, { ...erasing, limit: left })
    const { userIds } = roomAudience(room)
    for (const message of messages) emit(messageUpdated(message, userIds))
    done.messages += messages.length
    done.files += files
  }
  return done
}
