import type { EventDraft } from '../domain/event.ts'
import type { UserFacts } from '../domain/user.ts'
import type { UserChange } from '../protocol/auth.ts'
import { AppError } from '../protocol/errors.ts'
import { addAudit, changesBetween, type Doer, SERVER } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { hasOnlyRooms, lockRoomsOf, readRoomFacts } from '../store/rooms.ts'
import {
  holdEnabled,
  isOtherAdminEnabled,
  lockUserAnd,
  markAccessChange,
  updateUser,
} from '../store/users.ts'
import { concerning } from './concerning.ts'
import { type ActionContext, transact } from './context.ts'
import { endSignIns } from './endSignIns.ts'
import { hashPassword } from './passwords.ts'

export type UserChanged =
  | { kind: 'changed'; user: UserFacts; endedFamilies: string[] }
  | { kind: 'not_found' }
  | { kind: 'last_admin' }

/**
 * What an admin changes of a user. The rooms it participates in show a new name or role. A new role or `disabled` has its
 * place in the event log, so that every process applies it there; disabling and a new password end all of the user's sign-ins.
 * @throws AppError forbidden (no longer admin)
 */
export async function changeUser(
  ctx: ActionContext,
  userId: string,
  { password, ...change }: UserChange,
  by: Doer = SERVER,
): Promise<UserChanged> {
  const passwordHash = password === undefined ? undefined : await hashPassword(password)
  const mayEndAdmin = change.disabled === true || (change.role ?? 'admin') !== 'admin'
  return transact(ctx, async (tx, emit): Promise<UserChanged> => {
    // Rooms before users, as everywhere.
    const isShown = change.name !== undefined || change.role !== undefined
    const roomIds = isShown ? await lockRoomsOf(tx, userId) : []
    const before = await lockUserAnd(tx, userId, mayEndAdmin ? 'admins' : by)
    // SECURITY: the rooms may have been waited for. Whoever is disabled or no admin any more by then makes nobody one.
    if (by.id !== null && (await holdEnabled(tx, [by.id])).get(by.id) !== 'admin')
      throw new AppError('forbidden', 'This is not for your role.')
    if (!before) return { kind: 'not_found' }
    if (isShown && !(await hasOnlyRooms(tx, userId, roomIds))) throw new AssignedMeanwhile()
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
    if (looksDifferent) await tellRooms(tx, emit, roomIds)
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

async function tellRooms(
  tx: Tx,
  emit: (draft: EventDraft) => void,
  roomIds: readonly string[],
): Promise<void> {
  for (const room of await readRoomFacts(tx, roomIds)) {
    emit({ kind: 'room_updated', ...concerning(room), data: {}, facts: { room } })
  }
}

/** The user was given a room while its lock was awaited: everything is decided again, with that room's lock. */
class AssignedMeanwhile extends Error {
  readonly code = '40001'
}
