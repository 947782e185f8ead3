import { AppError } from '../protocol/errors.ts'
import type { NewQuickReply, QuickReply } from '../protocol/quickReply.ts'
import { type AuditActor, addAudit } from '../store/audit.ts'
import { insertQuickReply } from '../store/quickReplies.ts'
import { type ActionContext, transact } from './context.ts'
import { lockStaff } from './lockStaff.ts'

/** @throws AppError conflict for a shortcut that is taken, forbidden (no longer staff) */
export function createQuickReply(
  ctx: ActionContext,
  { fields, by }: { fields: NewQuickReply; by: AuditActor },
): Promise<QuickReply> {
  return transact(ctx, async (tx) => {
    const row = { ...fields, id: ctx.newId(), createdBy: by.id, now: ctx.now() }
    const made = await insertQuickReply(tx, row)
    await lockStaff(tx, by.id)
    if (!made) throw shortcutTaken()
    const { id, shortcut } = made
    const target = { type: 'quick_reply' as const, id }
    await addAudit(tx, ctx, { by, action: 'quick_reply_created', target, data: { shortcut } })
    return made
  })
}

export const shortcutTaken = () =>
  new AppError('conflict', 'Another quick reply has this shortcut.', { reason: 'shortcut_taken' })
