import { phoneVariants } from '../domain/phone.ts'
import type { Erasure } from '../protocol/customer.ts'
import { AppError } from '../protocol/errors.ts'
import { addAudit, type Doer } from '../store/audit.ts'
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
import { concerning } from './concerning.ts'
import { type ActionContext, transact } from './context.ts'
import { eraseEndOfLog, eraseLog, type LogErased } from './eraseLog.ts'

/** Messages in one transaction: each is an event, and others wait for the room. */
const AT_ONCE = 200

type Asked = { contactId: string; includeLead: boolean; by: Doer }
type Emit = Parameters<Parameters<typeof transact>[1]>[1]

/**
 * Erases what we have of a customer: what was said, who they are, their files, and what the log, search and raw webhooks
 * carry of it. Empty rooms stay, so that counts and what colleagues did stay true. Dashboards hear of every message
 * (`message_updated`) and room (`room_updated`). What was broken off is finished by doing it again.
 * @throws AppError not_found; conflict while something is on its way to them
 */
export async function eraseCustomer(ctx: ActionContext, asked: Asked): Promise<Erasure> {
  const erasing = { by: asked.by.id, at: new Date(ctx.now()).toISOString() }
  const done = { messages: 0, files: 0, roomIds: [] as string[] }
  // Most of it before who they are: broken off, they can still be found.
  for (let more = true; more; ) {
    const step = await transact(ctx, async (tx, emit) => {
      const { roomIds } = await lockCustomer(tx, asked.contactId)
      return { roomIds, ...(await eraseSome(tx, emit, roomIds, { ...erasing, limit: AT_ONCE })) }
    })
    done.messages += step.messages
    done.files += step.files
    done.roomIds = step.roomIds
    more = step.messages === AT_ONCE
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
  asked: Asked &
    Omit<Erasing, 'by'> & { done: { messages: number; files: number }; log: LogErased },
) {
  const { contactId, by, at, log } = asked
  await lockLeads(tx)
  const { roomIds } = await lockCustomer(tx, contactId)
  const erasing = { by: by.id, at }
  const last = await eraseSome(tx, emit, roomIds, { ...erasing, limit: Number.MAX_SAFE_INTEGER })
  const ids = withSpellings(await identifiersOf(tx, contactId))
  const webhooks = await eraseWebhooks(tx, ids, (body) => forgetCustomer(body, ids))
  const leads = asked.includeLead ? await eraseLeads(tx, roomIds) : { leads: 0, roomIds: [] }
  // In one transaction with who they are: what it leaves behind, nobody could find any more.
  const events = log.events + (await eraseEndOfLog(tx, roomIds, { ...erasing, log }))
  const unread = await eraseIdentity(tx, { contactId, roomIds })
  if (unread > 0) await addTally(tx, 'unread', -unread)
  for (const room of await readRoomFacts(tx, [...roomIds, ...leads.roomIds])) {
    emit({ kind: 'room_updated', ...concerning(room), data: { erased: true }, facts: { room } })
  }
  const counts = {
    rooms: roomIds.length,
    messages: asked.done.messages + last.messages,
    files: asked.done.files + last.files,
    webhooks,
    leads: leads.leads,
  }
  const target = { type: 'contact' as const, id: contactId }
  await addAudit(tx, ctx, { by, action: 'customer_erased', target, data: counts })
  return { ...counts, events }
}

/** Meta may have told a phone in its other spelling. */
const withSpellings = (ids: readonly string[]) => [
  ...new Set(ids.flatMap((id) => [id, ...phoneVariants(id)])),
]

async function lockCustomer(tx: Tx, contactId: string): Promise<{ roomIds: string[] }> {
  const { contactIds, roomIds } = await lockContacts(tx, [contactId])
  if (contactIds.length === 0) throw new AppError('not_found', 'There is no such customer.')
  if (await isSending(tx, roomIds)) {
    const details = { reason: 'sends_under_way' }
    throw new AppError('conflict', 'Something is on its way to them: try again soon.', details)
  }
  return { roomIds }
}

/** Of locked rooms. */
async function eraseSome(
  tx: Tx,
  emit: Emit,
  roomIds: readonly string[],
  { limit, ...erasing }: Erasing & { limit: number },
) {
  const done = { messages: 0, files: 0 }
  for (const room of await readRoomFacts(tx, roomIds)) {
    const left = limit - done.messages
    if (left === 0) break
    const { messages, files } = await eraseMessages(tx, room.id, { ...erasing, limit: left })
    for (const data of messages) {
      emit({ kind: 'message_updated', ...concerning(room), data, facts: null })
    }
    done.messages += messages.length
    done.files += files
  }
  return done
}
