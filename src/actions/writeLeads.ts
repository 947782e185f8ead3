import type { Lead } from '../protocol/lead.ts'
import type { Tx } from '../store/database.ts'
import { addHistory } from '../store/history.ts'
import { type LeadRoom, linkLeads, lockLeadRooms, saveLeads } from '../store/leads.ts'
import { readRoomFacts } from '../store/rooms.ts'
import type { ActionContext, Emit } from './context.ts'
import { changedRooms, roomUpdated } from './roomUpdated.ts'

type Save = {
  leads: readonly Lead[]
  by: string
  /** Called once the rooms of these leads are locked; throws to refuse. */
  allow?: (rooms: readonly LeadRoom[]) => Promise<void>
}

/**
 * [L1] Writes leads; the caller holds lockLeads. Locks their rooms, links rooms with their phones that have no lead, and
 * emits one `room_updated` for each room that looks different afterwards.
 */
export async function writeLeads(
  tx: Tx,
  emit: Emit,
  ctx: ActionContext,
  { leads, by, allow }: Save,
): Promise<void> {
  const rooms = await lockLeadRooms(tx, {
    leadIds: leads.map(({ id }) => id),
    phones: leads.flatMap(({ phone }) => phone ?? []),
  })
  await allow?.(rooms)
  const ids = rooms.map(({ id }) => id)
  const before = await readRoomFacts(tx, ids)
  await saveLeads(tx, leads)
  const links = await linkLeads(tx, ids)
  const entries = links.map(({ roomId, leadId }) => ({
    roomId,
    actorId: by,
    kind: 'lead' as const,
    data: { lead_id: leadId },
  }))
  await addHistory(tx, ctx, entries)
  for (const room of changedRooms(before, await readRoomFacts(tx, ids))) emit(roomUpdated(room))
}
