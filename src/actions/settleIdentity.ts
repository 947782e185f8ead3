import {
  type Identity,
  type IdentityHit,
  type Ids,
  identitiesToLookUp,
  resolveIdentity,
} from '../domain/identity.ts'
import { type AnnouncedChange, changeToLookUp, planChange } from '../domain/identityChange.ts'
import type { IdentityPlan } from '../domain/identityPlan.ts'
import { applyIdentityPlan } from '../store/applyIdentityPlan.ts'
import { findIdentities } from '../store/identities.ts'
import { changeContacts } from './changeContacts.ts'
import { type ActionContext, RetryDecision, transact } from './context.ts'
import { writeMerges } from './writeMerges.ts'

/**
 * Writes the plan that makes these ids resolvable. Afterwards they belong to a known contact, or to nobody if their new
 * owner is not known yet. Idempotent.
 */
export function settleIdentity(ctx: ActionContext, asserted: Ids): Promise<void> {
  const now = ctx.now()
  return settle(ctx, identitiesToLookUp(asserted), now, (hits) => {
    const resolution = resolveIdentity(asserted, hits, now)
    return resolution.kind === 'unsettled' ? resolution.plan : null
  })
}

/**
 * Writes a change of a customer's number or BSUID (facts sheet, sections 2 and 5); the rooms stay. Nothing happens if the
 * previous ids are unknown, or if the change was written before.
 */
export function settleChange(ctx: ActionContext, change: AnnouncedChange): Promise<void> {
  return settle(ctx, changeToLookUp(change), ctx.now(), (hits) => planChange(change, hits))
}

function settle(
  ctx: ActionContext,
  identities: Identity[],
  now: number,
  decide: (hits: IdentityHit[]) => IdentityPlan | null,
): Promise<void> {
  return transact(ctx, async (tx, emit) => {
    const seen = await findIdentities(tx, identities)
    if (decide(seen) === null) return
    const contactIds = seen.map((hit) => hit.contact.id)
    const merges = await changeContacts(tx, emit, contactIds, async (locked) => {
      const hits = await findIdentities(tx, identities)
      // A further contact appeared while this waited for the locks of the others.
      if (hits.some((hit) => !locked.includes(hit.contact.id))) throw new RetryDecision()
      const plan = decide(hits)
      return plan === null ? [] : applyIdentityPlan(tx, plan, { now, newId: ctx.newId })
    })
    await writeMerges(tx, ctx, merges, null)
  })
}
