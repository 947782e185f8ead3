import { planMerge } from '../domain/identityPlan.ts'
import { applyIdentityPlan } from '../store/applyIdentityPlan.ts'
import type { Tx } from '../store/database.ts'
import { findContacts } from '../store/identities.ts'
import { changeContacts } from './changeContacts.ts'
import { type ActionContext, type Emit, transact } from './context.ts'
import { writeMerges } from './writeMerges.ts'

/**
 * Merges several contacts into the oldest, as a colleague decided, with a `room_merged` for each number on which more than
 * one had a room. Contacts that no longer exist are skipped.
 */
export function mergeContacts(
  ctx: ActionContext,
  contactIds: readonly string[],
  by: string | null = null,
): Promise<void> {
  return transact(ctx, (tx, emit) => mergeWithin(tx, emit, ctx, { contactIds, by }))
}

/** As mergeContacts, within a transaction that has locked nothing yet. */
export async function mergeWithin(
  tx: Tx,
  emit: Emit,
  ctx: ActionContext,
  { contactIds, by }: { contactIds: readonly string[]; by: string | null },
): Promise<void> {
  const merges = await changeContacts(tx, emit, contactIds, async (locked) => {
    const plan = planMerge(await findContacts(tx, locked))
    return plan.merge ? applyIdentityPlan(tx, plan, { now: ctx.now(), newId: ctx.newId }) : []
  })
  await writeMerges(tx, ctx, merges, by)
}
