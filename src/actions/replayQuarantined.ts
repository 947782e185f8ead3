import { AppError } from '../protocol/errors.ts'
import { addAudit, type Doer, SERVER } from '../store/audit.ts'
import { markReplayed, readQuarantined } from '../store/quarantine.ts'
import type { Inbound } from '../whatsapp/inbound.ts'
import { parseWebhook } from '../whatsapp/parse.ts'
import { type ActionContext, transact } from './context.ts'

export type Submit = (delivery: { items: Inbound[]; body: Uint8Array }) => Promise<void>

/**
 * Takes a delivery in again as if Meta sent it once more: what is stored already is left alone. Times that it claims
 * are held against when it came first.
 * @returns false if a part of it could not be stored this time either; it stays in quarantine with the new error
 * @throws AppError not_found
 */
export async function replayQuarantined(
  ctx: ActionContext,
  submit: Submit,
  id: string,
  by: Doer = SERVER,
): Promise<boolean> {
  const kept = await readQuarantined(ctx.sql, id)
  if (!kept) throw new AppError('not_found', 'There is no such delivery in quarantine.')
  if (kept.replayed) return true
  const payload: unknown = JSON.parse(new TextDecoder().decode(kept.body))
  await submit({ items: parseWebhook(payload, kept.receivedAt), body: kept.body })
  return transact(ctx, async (tx) => {
    const stored = await markReplayed(tx, id, kept.attempts)
    const target = { type: 'delivery' as const, id }
    await addAudit(tx, ctx, { by, action: 'quarantine_replayed', target, data: { stored } })
    return stored
  })
}
