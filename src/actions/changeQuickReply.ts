import { AppError } from '../protocol/errors.ts'
import type { QuickReply, QuickReplyChange } from '../protocol/quickReply.ts'
import { type AuditActor, addAudit, changesBetween } from '../store/audit.ts'
import { isShortcutTaken, lockQuickReply, updateQuickReply } from '../store/quickReplies.ts'
import { type ActionContext, transact } from './context.ts'
import { shortcutTaken } from './createQuickReply.ts'
import { lockStaff } from './lockStaff.ts'

/** @throws AppError not_found, conflict for a shortcut that is taken, forbidden (no longer staff) */
export function changeQuickReply(
  ctx: ActionContext,
  { id, change, by }: { id: string; change: QuickReplyChange; by: AuditActor },
): Promise<QuickReply> {
  // A concurrent change may take the shortcut after the check: the unique index fails, and the retry finds it taken.
  return transact(ctx, async (tx) => {
    const before = await lockQuickReply(tx, id)
    await lockStaff(tx, by.id)
    if (!before) throw noQuickReply()
    if (change.shortcut !== undefined && (await isShortcutTaken(tx, change.shortcut, id)))
      throw shortcutTaken()
    const changed = await updateQuickReply(tx, id, change, ctx.now())
    if (!changed) throw noQuickReply()
    const data = changesBetween(before, changed, ['shortcut', 'text', 'language'])
    const target = { type: 'quick_reply' as const, id }
    if (Object.keys(data).length > 0)
      await addAudit(tx, ctx, { by, action: 'quick_reply_changed', target, data })
    return changed
  })
}

export const noQuickReply = () => new AppError('not_found', 'There is no such quick reply.')
