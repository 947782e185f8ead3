import { AppError } from '../protocol/errors.ts'
import { type AuditActor, addAudit, SERVER } from '../store/audit.ts'
import { markReplayed, readQuarantined } from '../store/quarantine.ts'
import type { Inbound } from '../whatsapp/inbound.ts'
import { storeInSlices } from '../whatsapp/slices.ts'
import { type ActionContext, transact } from './context.ts'
import { confirmAdmin } from './lockStaff.ts'

export type Submit = (delivery: { items: Inbound[]; body: Uint8Array }) => Promise<void>

/**
 * Processes a quarantined delivery again as if Meta redelivered it; parts that are stored already stay as they are. Its
 * times are capped by when it first arrived.
 * @returns false if a part could not be stored this time either; then it stays in quarantine with the new error
 * @throws AppError not_found, forbidden (no longer admin)
 */
export async function replayQuarantined(
  ctx: ActionContext,
  submit: Submit,
  id: string,
  by: AuditActor = SERVER,
): Promise<boolean> {
  await confirmAdmin(ctx, by.id)
  const kept = await readQuarantined(ctx.sql, id)
  if (!kept) throw new AppError('not_found', 'There is no such delivery in quarantine.')
  if (kept.replayed) return true
  const payload: unknown = JSON.parse(new TextDecoder().decode(kept.body))
  await storeInSlices(payload, kept.receivedAt, (items) => submit({ items, body: kept.body }))
  return transact(ctx, async (tx) => {
    const stored = await markReplayed(tx, id, kept.attempts)
    const target = { type: 'delivery' as const, id }
    await addAudit(tx, ctx, { by, action: 'quarantine_replayed', target, data: { stored } })
    return stored
  })
}
