import type { Channel, ChannelChange } from '../protocol/channel.ts'
import { AppError } from '../protocol/errors.ts'
import { type AuditActor, addAudit, changesBetween, SERVER } from '../store/audit.ts'
import { lockChannel, updateChannel } from '../store/channels.ts'
import { type ActionContext, transact } from './context.ts'
import { lockAdmin } from './lockStaff.ts'

/**
 * Changes the settings of one of our numbers. They apply from now on; existing rooms stay as they are.
 * @throws AppError not_found, forbidden (no longer admin)
 */
export function changeChannel(
  ctx: ActionContext,
  id: string,
  change: ChannelChange,
  by: AuditActor = SERVER,
): Promise<Channel> {
  return transact(ctx, async (tx) => {
    const before = await lockChannel(tx, id)
    await lockAdmin(tx, by.id)
    const changed = before && (await updateChannel(tx, id, change, ctx.now()))
    if (!changed) throw new AppError('not_found', 'There is no such channel.')
    const data = changesBetween(before, changed, Object.keys(change))
    const target = { type: 'channel' as const, id }
    if (Object.keys(data).length > 0)
      await addAudit(tx, ctx, { by, action: 'channel_changed', target, data })
    return changed
  })
}
