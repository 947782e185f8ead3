import { addAudit, type Doer } from '../store/audit.ts'
import type { ActionContext } from './context.ts'

/** Somebody takes all leads away in a file: written down before the first of them leaves. */
export function noteExport(ctx: ActionContext, by: Doer): Promise<void> {
  return addAudit(ctx.sql, ctx, { by, action: 'leads_exported' })
}
