import { hashPassword } from '../auth/passwords.ts'
import type { UserFacts } from '../domain/user.ts'
import type { NewUser } from '../protocol/auth.ts'
import { type AuditActor, addAudit, SERVER } from '../store/audit.ts'
import { insertUser } from '../store/users.ts'
import { type ActionContext, transact } from './context.ts'
import { lockAdmin } from './lockStaff.ts'

/**
 * @returns null if the e-mail address is taken
 * @throws AppError forbidden (no longer admin)
 */
export async function createUser(
  ctx: ActionContext,
  input: NewUser,
  by: AuditActor = SERVER,
): Promise<UserFacts | null> {
  const { password, ...user } = input
  const passwordHash = await hashPassword(password)
  const at = new Date(ctx.now()).toISOString()
  return transact(ctx, async (tx) => {
    const made = await insertUser(tx, { ...user, id: ctx.newId(), passwordHash, at })
    if (made) {
      const { email, name, role } = made
      const target = { type: 'user' as const, id: made.id }
      await addAudit(tx, ctx, { by, action: 'user_created', target, data: { email, name, role } })
    }
    // SECURITY: checked last, since hashing and the unique index take time, in which the caller may have lost its admin role.
    await lockAdmin(tx, by.id)
    return made
  })
}
