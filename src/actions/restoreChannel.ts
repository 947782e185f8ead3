import { markUsable } from '../store/channels.ts'
import { type ActionContext, transact } from './context.ts'

/** Meta takes a number's messages again: `channel_state` says so, once. Whether it had been refused. */
export function restoreChannel(ctx: ActionContext, channelId: string): Promise<boolean> {
  return transact(ctx, async (tx, emit) => {
    const data = await markUsable(tx, channelId, ctx.now())
    if (!data) return false
    emit({ kind: 'channel_state', roomId: null, staff: true, userIds: [], data, facts: null })
    return true
  })
}
