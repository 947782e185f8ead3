import { hashPassword } from '../auth/passwords.ts'
import type { UserFacts } from '../domain/user.ts'
import type { UserChange } from '../protocol/auth.ts'
import { type AuditActor, addAudit, changesBetween, SERVER } from '../store/audit.ts'
import { hasOnlyRooms, lockRoomsOf, readRoomFacts } from '../store/rooms.ts'
import { isOtherAdminEnabled, lockUserWith, markAccessChange, updateUser } from '../store/users.ts'
import { type ActionContext, RetryDecision, transact } from './context.ts'
import { endSignIns } from './endSignIns.ts'
import { lockAdmin } from './lockStaff.ts'
import { roomUpdated } from './roomUpdated.ts'

export type UserChanged =
  | { kind: 'changed'; user: UserFacts; endedFamilies: string[] }
  | { kind: 'not_found' }
  | { kind: 'last_admin' }

/**
 * Changes a user. A new name or role updates the rooms in which the user participates. A new role or `disabled` is logged as
 * an event, so that every process applies it at the same place. Disabling and a new password end all sign-ins of the user.
 * @throws AppError forbidden (no longer admin)
 */
export async function changeUser(
  ctx: ActionContext,
  userId: string,
  { password, ...change }: UserChange,
  by: AuditActor = SERVER,
): Promise<UserChanged> {
  const passwordHash = password === undefined ? undefined : await hashPassword(password)
  const mayEndAdmin = change.disabled === true || (change.role ?? 'admin') !== 'admin'
  return transact(ctx, async (tx, emit): Promise<UserChanged> => {
    // Rooms before users, as everywhere.
    const isShown = change.name !== undefined || change.role !== undefined
    const roomIds = isShown ? await lockRoomsOf(tx, userId) : []
    const before = await lockUserWith(tx, userId, mayEndAdmin ? 'admins' : by)
    // SECURITY: checked under the locks, since the caller may have lost its admin role while this waited for them.
    await lockAdmin(tx, by.id)
    if (!before) return { kind: 'not_found' }
    // The user may have been assigned a room that is not locked here: then start again.
    if (isShown && !(await hasOnlyRooms(tx, userId, roomIds))) throw new RetryDecision()
    const endsAdmin = mayEndAdmin && before.role === 'admin' && !before.disabled
    if (endsAdmin && !(await isOtherAdminEnabled(tx, userId))) return { kind: 'last_admin' }

    const now = ctx.now()
    const at = new Date(now).toISOString()
    const user = await updateUser(tx, userId, { ...change, passwordHash }, at)
    const reason = user.disabled ? 'disabled' : 'password_changed'
    const endsSessions = passwordHash !== undefined || (user.disabled && !before.disabled)
    const endedFamilies = endsSessions ? await endSignIns(tx, emit, userId, { reason }, now) : []

    const changes = changesBetween(before, user, ['name', 'role', 'disabled'])
    if (passwordHash !== undefined || Object.keys(changes).length > 0) {
      const target = { type: 'user' as const, id: userId }
      const data = { ...changes, ...(passwordHash !== undefined && { password: 'changed' }) }
      await addAudit(tx, ctx, { by, action: 'user_changed', target, data })
    }
    const { name, role, disabled } = user
    const looksDifferent = name !== before.name || role !== before.role
    if (looksDifferent) for (const room of await readRoomFacts(tx, roomIds)) emit(roomUpdated(room))
    if (role !== before.role || disabled !== before.disabled) {
      const earlier = (looksDifferent ? roomIds.length : 0) + (endedFamilies.length > 0 ? 1 : 0)
      await markAccessChange(tx, userId, earlier)
      emit({
        kind: 'user_changed',
        roomId: null,
        staff: false,
        userIds: [userId],
        data: { user_id: userId, role, disabled },
        facts: null,
      })
    }
    return { kind: 'changed', user, endedFamilies }
  })
}
