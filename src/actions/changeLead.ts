import { applyLeadChange } from '../domain/leadChange.ts'
import type { Actor } from '../domain/participation.ts'
import { AppError } from '../protocol/errors.ts'
import type { Lead, LeadChange } from '../protocol/lead.ts'
import { findLeads, isLeadOf, type LeadRoom, lockLeadRooms, lockLeads } from '../store/leads.ts'
import { type ActionContext, transact } from './context.ts'
import { lockActor } from './lockStaff.ts'
import { writeLeads } from './writeLeads.ts'

/**
 * Changes a lead and thereby its rooms. An agent may change the leads of its rooms, but not their phone: that would change
 * rooms that the agent does not see.
 * @throws AppError not_found (no such lead, or not visible), forbidden, invalid_request (neither name nor phone is left)
 */
export function changeLead(
  ctx: ActionContext,
  { leadId, change, actor }: { leadId: string; change: LeadChange; actor: Actor },
): Promise<Lead> {
  return transact(ctx, async (tx, emit) => {
    // SECURITY: looked at first, and without a lock: else the time it takes would tell an agent that the lead exists.
    if (!actor.staff && !(await isLeadOf(tx, actor.id, leadId))) throw noLead()
    await lockLeads(tx)
    const [lead] = await findLeads(tx, [leadId])
    if (!lead) throw noLead()
    const changed = applyLeadChange(lead, change, new Date(ctx.now()).toISOString())
    const allow = async (rooms: readonly LeadRoom[]) => {
      // Read again under the locks: the actor may have been disabled or lost its role while this waited for them.
      const now = await lockActor(tx, actor)
      const mine = (room: LeadRoom) =>
        room.leadId === leadId && room.participantIds.includes(actor.id)
      if (!now || (!now.staff && !rooms.some(mine))) throw noLead()
      if (!now.staff && changed && changed.phone !== lead.phone)
        throw new AppError('forbidden', 'Only staff may change whose lead it is.')
      if (changed && isNobody(changed) && !isNobody(lead))
        throw new AppError('invalid_request', 'A lead needs a name or a phone.')
    }
    if (changed) await writeLeads(tx, emit, ctx, { leads: [changed], by: actor.id, allow })
    else await allow(await lockLeadRooms(tx, { leadIds: [leadId], phones: [] }))
    return changed ?? lead
  })
}

const isNobody = ({ name, phone }: Lead) => name === null && phone === null

const noLead = () => new AppError('not_found', 'There is no such lead.')
