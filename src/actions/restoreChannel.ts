import { markUsable, type RefusedNumber } from '../store/channels.ts'
import { type ActionContext, transact } from './context.ts'

/**
 * Marks a number as usable again, with one `channel_state`.
 * @param refused as it was listed: another process may have restored it since, and Meta refused it again
 * @returns whether it was still refused as then
 */
export function restoreChannel(
  ctx: ActionContext,
  refused: Pick<RefusedNumber, 'id' | 'since'>,
): Promise<boolean> {
  return transact(ctx, async (tx, emit) => {
    const data = await markUsable(tx, refused, ctx.now())
    if (!data) return false
    emit({ kind: 'channel_state', roomId: null, staff: true, userIds: [], data, facts: null })
    return true
  })
}
