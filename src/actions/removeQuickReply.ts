import { type AuditActor, addAudit } from '../store/audit.ts'
import { deleteQuickReply } from '../store/quickReplies.ts'
import { noQuickReply } from './changeQuickReply.ts'
import { type ActionContext, transact } from './context.ts'
import { lockStaff } from './lockStaff.ts'

/** @throws AppError not_found, forbidden (no longer staff) */
export function removeQuickReply(
  ctx: ActionContext,
  { id, by }: { id: string; by: AuditActor },
): Promise<void> {
  return transact(ctx, async (tx) => {
    const gone = await deleteQuickReply(tx, id)
    await lockStaff(tx, by.id)
    if (!gone) throw noQuickReply()
    const { shortcut, text } = gone
    const target = { type: 'quick_reply' as const, id }
    await addAudit(tx, ctx, { by, action: 'quick_reply_removed', target, data: { shortcut, text } })
  })
}
