import { addAudit } from '../store/audit.ts'
import { findPasswordHash, replacePasswordHash } from '../store/users.ts'
import { type ActionContext, transact } from './context.ts'
import { endSignIns } from './endSignIns.ts'
import { hashPassword, verifyPassword } from './passwords.ts'

export type PasswordChanged = { kind: 'changed'; endedFamilies: string[] } | { kind: 'refused' }

/**
 * A person's own new password. Their other sign-ins end; the one that asks goes on.
 * @returns refused if the current password is not the one given, or is no longer
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
