import type { ErrorCode } from '../protocol/errors.ts'
import type { CustomerType } from '../protocol/room.ts'
import type { Role } from '../protocol/user.ts'
import { isStaff } from './authorizeJoin.ts'
import type { EventRow } from './event.ts'

/** The dashboard room of each customer type, and the event that carries changed rooms to it. */
export const LISTS = {
  partner: { room: 'PartnerApp', event: 'room_update' },
  customer: { room: 'CustomerApp', event: 'room_update_customer' },
  vendor: { room: 'VendorApp', event: 'room_update_vendor' },
  srdp: { room: 'SRDPApp', event: 'room_update_srdp' },
} as const satisfies Record<CustomerType, { room: string; event: string }>

export const DASHBOARD = 'dashboard'

export type ListRoom = (typeof LISTS)[CustomerType]['room']

const names: readonly string[] = [DASHBOARD, ...Object.values(LISTS).map(({ room }) => room)]

export const isDashboardRoom = (name: string): name is ListRoom | typeof DASHBOARD =>
  names.includes(name)

/** [D1] Why somebody may not join a dashboard room; null if they may. Lists are for everyone, counters for staff. */
export function refuseDashboardRoom(
  name: string,
  role: Role,
): { code: ErrorCode; message: string } | null {
  if (!isDashboardRoom(name)) return { code: 'invalid_request', message: `Invalid room: ${name}` }
  if (name === DASHBOARD && !isStaff(role))
    return { code: 'forbidden', message: `Forbidden room: ${name}` }
  return null
}

/** [D2] The participants of a row's room after that row. */
export const participantsAfter = (row: EventRow): readonly string[] =>
  row.kind === 'agent_unassigned'
    ? row.userIds.filter((userId) => userId !== row.data.agent_id)
    : row.userIds

/**
 * [D3] The users who may get a summary: participants when it was read who still are participants now. Either condition
 * alone would leak to an agent unassigned since the read, or to one assigned since, who must not see what was before.
 */
export const mayHearSummary = (inSummary: readonly string[], now: readonly string[]): string[] =>
  inSummary.filter((userId) => now.includes(userId))

/** The customer type before this row changed it; null if the row did not change it. */
export const typeBefore = (row: EventRow): CustomerType | null =>
  row.kind === 'room_updated' ? (row.data.customer_type_before ?? null) : null
