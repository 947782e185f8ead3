import { createLeadBook } from '../domain/leadBook.ts'
import { applyLeadChange, emptyLead } from '../domain/leadChange.ts'
import type { Lead, LeadChange } from '../protocol/lead.ts'
import { type AuditInput, upsertAudit } from '../store/audit.ts'
import { findLeads, findLeadsByPhone, lockLeads } from '../store/leads.ts'
import { type ActionContext, transact } from './context.ts'
import { lockStaff } from './lockStaff.ts'
import { writeLeads } from './writeLeads.ts'

/** A row of a file. It refers to the lead with its id, else to the one with its phone, else to a new one. */
export type LeadRow = { id: string | null; fields: LeadChange }

export type Outcome = 'created' | 'updated' | 'unchanged' | 'no_such_id'

/**
 * [L1] Writes some rows of a file in one transaction. Fields that a row leaves out stay. `audit` turns the outcomes into the
 * audit entry of the whole file so far.
 * @returns the outcome of each row
 * @throws AppError forbidden (no longer staff)
 */
export function importLeads(
  ctx: ActionContext,
  {
    rows,
    by,
    audit,
  }: {
    rows: readonly LeadRow[]
    by: string
    audit: (outcomes: Outcome[]) => AuditInput & { id: string }
  },
): Promise<Outcome[]> {
  const ids = rows.flatMap(({ id }) => id ?? [])
  const phones = rows.flatMap(({ fields }) => fields.phone ?? [])
  return transact(ctx, async (tx, emit) => {
    await lockLeads(tx)
    const at = new Date(ctx.now()).toISOString()
    const book = createLeadBook([
      ...(await findLeads(tx, ids)),
      ...(await findLeadsByPhone(tx, phones)),
    ])
    const changed = new Map<string, Lead>()

    const outcomes = rows.map(({ id, fields }): Outcome => {
      const known = id === null ? book.withPhone(fields.phone ?? '') : book.withId(id)
      if (!known && id !== null) return 'no_such_id'
      const lead = known ?? emptyLead(ctx.newId(), at)
      const after = applyLeadChange(lead, fields, at)
      if (!after) return 'unchanged'
      book.put(after)
      changed.set(after.id, after)
      return known ? 'updated' : 'created'
    })
    if (changed.size > 0) await writeLeads(tx, emit, ctx, { leads: [...changed.values()], by })
    await lockStaff(tx, by)
    await upsertAudit(tx, ctx.now, audit(outcomes))
    return outcomes
  })
}
