import type { Role } from '../protocol/user.ts'
import type { EventRow } from './event.ts'

/** A user's role and the rooms it participates in, as of one place of the log. */
export type Access = { userId: string; role: Role; disabled: boolean; rooms: ReadonlySet<string> }

/** Whether a room exists. Staff need it; an agent's rooms are in its `Access`. */
export type RoomExists = (roomId: string) => boolean

export const isStaff = (role: Role) => role === 'admin' || role === 'supervisor'

/** [J1] Staff may join every room there is, [J2] an agent only where it participates, [J3] nobody who is disabled. */
export function authorizeJoin(access: Access, roomId: string, exists: RoomExists): boolean {
  if (access.disabled || !exists(roomId)) return false
  return isStaff(access.role) || access.rooms.has(roomId)
}

/**
 * [J4] Applies later rows of the log to an access read from the database. A join needs it: an unassignment may have been
 * logged between that read and the subscription.
 */
export function accessAfter(access: Access, rows: readonly EventRow[]): Access {
  let { role, disabled } = access
  const rooms = new Set(access.rooms)
  for (const row of rows) {
    if (row.kind === 'user_changed' && row.data.user_id === access.userId) {
      role = row.data.role
      disabled = row.data.disabled
    }
    if (row.kind === 'agent_assigned' && row.data.agent_id === access.userId) rooms.add(row.roomId!)
    if (row.kind === 'agent_unassigned' && row.data.agent_id === access.userId)
      rooms.delete(row.roomId!)
    if (row.kind === 'room_merged' && rooms.delete(row.data.from_room_id)) rooms.add(row.roomId!)
  }
  return { userId: access.userId, role, disabled, rooms }
}

/** [J4] Whether one of these rows gave the user another role, also if a later one took it back: what lies between is not theirs. */
export const changesRole = ({ userId, role }: Access, rows: readonly EventRow[]): boolean =>
  rows.some(
    (row) => row.kind === 'user_changed' && row.data.user_id === userId && row.data.role !== role,
  )

/** [J4] Whether one of these rows merged a room into another: it still existed when the access was read. */
export const isMergedAway = (rows: readonly EventRow[], roomId: string): boolean =>
  rows.some((row) => row.kind === 'room_merged' && row.data.from_room_id === roomId)

/** Why one of these rows ended a sign-in; null if none did. */
export function endOfSignIn(rows: readonly EventRow[], familyId: string): string | null {
  for (const row of rows) {
    if (row.kind === 'sign_in_ended' && row.data.family_ids.includes(familyId))
      return row.data.reason
  }
  return null
}

/** Whether a row changes who may see what. The feed applies such rows before it emits anything later. */
export const changesAccess = (row: EventRow) =>
  row.kind === 'user_changed' ||
  row.kind === 'sign_in_ended' ||
  row.kind === 'agent_assigned' ||
  row.kind === 'agent_unassigned' ||
  row.kind === 'room_merged'
