import type { Channel, ChannelChange } from '../protocol/channel.ts'
import { AppError } from '../protocol/errors.ts'
import { addAudit, changesBetween, type Doer, SERVER } from '../store/audit.ts'
import { lockChannel, updateChannel } from '../store/channels.ts'
import { type ActionContext, transact } from './context.ts'

/**
 * What an admin sets for one of our numbers, for what comes from now on.
 * @throws AppError not_found
 */
export function changeChannel(
  ctx: ActionContext,
  id: string,
  change: ChannelChange,
  by: Doer = SERVER,
): Promise<Channel> {
  return transact(ctx, async (tx) => {
    const before = await lockChannel(tx, id)
    const changed = before && (await updateChannel(tx, id, change, ctx.now()))
    if (!changed) throw new AppError('not_found', 'There is no such channel.')
    const data = changesBetween(before, changed, Object.keys(change))
    const target = { type: 'channel' as const, id }
    if (Object.keys(data).length > 0)
      await addAudit(tx, ctx, { by, action: 'channel_changed', target, data })
    return changed
  })
}
