import { hashPassword } from '../auth/passwords.ts'
import { addAudit, SERVER } from '../store/audit.ts'
import { anyUser, insertUser, lockFirstUser } from '../store/users.ts'
import { type ActionContext, transact } from './context.ts'

/**
 * Creates the first admin if there are no users at all. If several processes start together, only one creates it.
 * @returns whether this call created it
 */
export async function ensureAdmin(
  ctx: ActionContext,
  { email, password }: { email: string; password: string },
): Promise<boolean> {
  if (await anyUser(ctx.sql)) return false
  const passwordHash = await hashPassword(password)
  return transact(ctx, async (tx) => {
    await lockFirstUser(tx)
    // A statement of its own: it sees an admin that another process committed while this one waited for the lock.
    if (await anyUser(tx)) return false
    const admin = { email: email.trim().toLowerCase(), name: 'Admin', role: 'admin' as const }
    const at = new Date(ctx.now()).toISOString()
    const made = await insertUser(tx, { ...admin, id: ctx.newId(), passwordHash, at })
    if (!made) return false
    const target = { type: 'user' as const, id: made.id }
    await addAudit(tx, ctx, { by: SERVER, action: 'user_created', target, data: admin })
    return true
  })
}
