import { applyLeadChange } from '../domain/leadChange.ts'
import type { Actor } from '../domain/participation.ts'
import { AppError } from '../protocol/errors.ts'
import type { Lead, LeadChange } from '../protocol/lead.ts'
import { findLeads, type LeadRoom, lockLeadRooms, lockLeads } from '../store/leads.ts'
import { type ActionContext, transact } from './context.ts'
import { holdActor } from './holdStaff.ts'
import { writeLeads } from './writeLeads.ts'

/**
 * Changes a lead, and with it how its rooms look. An agent changes the leads of its rooms, but not whose they are: another
 * phone would change rooms that it does not see.
 * @throws AppError not_found for what is not there or not for them, forbidden; invalid_request if neither name nor phone is left
 */
export function changeLead(
  ctx: ActionContext,
  { leadId, change, actor }: { leadId: string; change: LeadChange; actor: Actor },
): Promise<Lead> {
  return transact(ctx, async (tx, emit) => {
    await lockLeads(tx)
    const [lead] = await findLeads(tx, [leadId])
    if (!lead) throw noLead()
    const changed = applyLeadChange(lead, change, new Date(ctx.now()).toISOString())
    const allow = async (rooms: readonly LeadRoom[]) => {
      // The rooms may have been waited for: whoever is disabled or no longer staff by then is so here too.
      const now = await holdActor(tx, actor)
      const mine = (room: LeadRoom) =>
        room.leadId === leadId && room.participantIds.includes(actor.id)
      if (!now || (!now.staff && !rooms.some(mine))) throw noLead()
      if (!now.staff && changed && changed.phone !== lead.phone)
        throw new AppError('forbidden', 'Whose lead it is, staff decides.')
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
