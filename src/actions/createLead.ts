import { applyLeadChange, emptyLead } from '../domain/leadChange.ts'
import type { Lead, LeadChange } from '../protocol/lead.ts'
import { lockLeads } from '../store/leads.ts'
import { type ActionContext, transact } from './context.ts'
import { lockStaff } from './lockStaff.ts'
import { writeLeads } from './writeLeads.ts'

/**
 * [L1] Creates a lead and links it to the rooms with its phone.
 * @throws AppError forbidden (no longer staff)
 */
export function createLead(
  ctx: ActionContext,
  { fields, by }: { fields: LeadChange; by: string },
): Promise<Lead> {
  return transact(ctx, async (tx, emit) => {
    await lockLeads(tx)
    const at = new Date(ctx.now()).toISOString()
    const empty = emptyLead(ctx.newId(), at)
    const lead = applyLeadChange(empty, fields, at) ?? empty
    await writeLeads(tx, emit, ctx, { leads: [lead], by })
    await lockStaff(tx, by)
    return lead
  })
}
