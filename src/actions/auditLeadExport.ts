import { type AuditActor, addAudit } from '../store/audit.ts'
import type { ActionContext } from './context.ts'

/** Audits an export of all leads, before the first row is sent. */
export function auditLeadExport(ctx: ActionContext, by: AuditActor): Promise<void> {
  return addAudit(ctx.sql, ctx, { by, action: 'leads_exported' })
}
