import { addAudit } from '../store/audit.ts'
import { lockUser } from '../store/users.ts'
import { type ActionContext, transact } from './context.ts'
import { endSignIns } from './endSignIns.ts'

/**
 * Ends every sign-in of the caller, including this one, e.g. after a device was lost.
 * @returns the families that ended
 */
export function signOutEverywhere(
  ctx: ActionContext,
  { userId, address }: { userId: string; address: string | null },
): Promise<string[]> {
  return transact(ctx, async (tx, emit) => {
    await lockUser(tx, userId)
    await addAudit(tx, ctx, {
      by: { id: userId, address },
      action: 'sign_out',
      data: { everywhere: true },
    })
    return endSignIns(tx, emit, userId, { reason: 'signed_out' }, ctx.now())
  })
}
