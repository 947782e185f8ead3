import { AppError } from '../protocol/errors.ts'
import type { QuickReply, QuickReplyChange } from '../protocol/quickReply.ts'
import { addAudit, changesBetween, type Doer } from '../store/audit.ts'
import { isShortcutTaken, lockQuickReply, updateQuickReply } from '../store/quickReplies.ts'
import { type ActionContext, transact } from './context.ts'
import { shortcutTaken } from './createQuickReply.ts'

/** @throws AppError not_found, or conflict for a shortcut that is taken */
export function changeQuickReply(
  ctx: ActionContext,
  { id, change, by }: { id: string; change: QuickReplyChange; by: Doer },
): Promise<QuickReply> {
  // Who loses the race for a shortcut to another is done again, and finds it taken.
  return transact(ctx, async (tx) => {
    const before = await lockQuickReply(tx, id)
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
