import { hashPassword, verifyPassword } from '../auth/passwords.ts'
import { addAudit } from '../store/audit.ts'
import { findPasswordHash, replacePasswordHash } from '../store/users.ts'
import { type ActionContext, transact } from './context.ts'
import { endSignIns } from './endSignIns.ts'

export type PasswordChanged = { kind: 'changed'; endedFamilies: string[] } | { kind: 'refused' }

/**
 * Changes the caller's own password. Ends all their other sign-ins; this one stays.
 * @returns refused if the given current password is wrong, or was changed meanwhile
 */
export async function changePassword(
  ctx: ActionContext,
  input: {
    userId: string
    familyId: string
    currentPassword: string
    newPassword: string
    address: string | null
  },
): Promise<PasswordChanged> {
  const { userId, familyId } = input
  const by = { id: userId, address: input.address }
  const from = await findPasswordHash(ctx.sql, userId)
  if (!(await verifyPassword(input.currentPassword, from)) || from === null) {
    await addAudit(ctx.sql, ctx, { by, action: 'password_change_failed' })
    return { kind: 'refused' }
  }
  const to = await hashPassword(input.newPassword)
  return transact(ctx, async (tx, emit): Promise<PasswordChanged> => {
    const now = ctx.now()
    const at = new Date(now).toISOString()
    if (!(await replacePasswordHash(tx, userId, { from, to, at }))) return { kind: 'refused' }
    const endedFamilies = await endSignIns(
      tx,
      emit,
      userId,
      { except: familyId, reason: 'password_changed' },
      now,
    )
    await addAudit(tx, ctx, { by, action: 'password_changed' })
    return { kind: 'changed', endedFamilies }
  })
}
