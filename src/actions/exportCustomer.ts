import { buildRoomSummary } from '../domain/roomSummary.ts'
import { AppError } from '../protocol/errors.ts'
import { type AuditActor, addAudit } from '../store/audit.ts'
import {
  findCustomersRooms,
  pageOfMessages,
  readCustomer,
  wholeHistory,
} from '../store/customers.ts'
import type { ActionContext } from './context.ts'

const PAGE = 500
const FIRST = { second: Number.MIN_SAFE_INTEGER, seq: 0 }

/**
 * Exports everything we have of a customer as one JSON document. It is generated in pieces, so that only one page of it is
 * in memory. Files are given by name (`gcs_filename`) and URL on this server (`gcs_url`).
 * If rooms of the customer are merged meanwhile, it fails instead of ending without what has moved.
 * @throws AppError not_found
 */
export async function exportCustomer(
  ctx: ActionContext,
  { contactId, by }: { contactId: string; by: AuditActor },
): Promise<AsyncGenerator<string>> {
  const file = await readCustomer(ctx.sql, contactId)
  if (!file) throw new AppError('not_found', 'There is no such customer.')
  const target = { type: 'contact' as const, id: contactId }
  await addAudit(ctx.sql, ctx, { by, action: 'customer_exported', target })
  return write(ctx, file)
}

async function* write(
  { sql, now }: ActionContext,
  {
    contact,
    identities,
    leads,
    allRooms,
    rooms,
    eventId,
  }: NonNullable<Awaited<ReturnType<typeof readCustomer>>>,
): AsyncGenerator<string> {
  const head = { exported_at: new Date(now()).toISOString(), contact, identities, leads }
  yield `${JSON.stringify(head).slice(0, -1)},"rooms":[`
  for (const [index, facts] of rooms.entries()) {
    const room = buildRoomSummary(facts, eventId)
    const history = await wholeHistory(sql, facts.id)
    yield `${index > 0 ? ',' : ''}{"room":${JSON.stringify(room)},"history":${JSON.stringify(history)},"messages":[`
    let first = true
    for (let after = FIRST; ; ) {
      const { messages, last } = await pageOfMessages(sql, facts.id, { after, limit: PAGE })
      if (!last) break
      const page = messages.map((message) => JSON.stringify(message)).join(',')
      yield `${first ? '' : ','}${page}`
      first = false
      after = last
    }
    yield ']}'
  }
  if (!Bun.deepEquals(await findCustomersRooms(sql, contact.id), allRooms))
    throw new Error('rooms of the customer were merged during the export')
  yield ']}\n'
}
