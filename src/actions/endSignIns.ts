import type { Tx } from '../store/database.ts'
import { revokeFamilies } from '../store/refreshTokens.ts'
import type { Emit } from './context.ts'

/**
 * Ends sign-ins of a locked user: their tokens with this commit, their sockets at this place of the log, on every process.
 * @returns the families that ended
 */
export async function endSignIns(
  tx: Tx,
  emit: Emit,
  userId: string,
  which: Parameters<typeof revokeFamilies>[2] & { reason: string },
  now: number,
): Promise<string[]> {
  const ended = await revokeFamilies(tx, userId, which, now)
  if (ended.length > 0) {
    emit({
      kind: 'sign_in_ended',
      roomId: null,
      staff: false,
      userIds: [userId],
      data: { user_id: userId, family_ids: ended, reason: which.reason },
      facts: null,
    })
  }
  return ended
}
