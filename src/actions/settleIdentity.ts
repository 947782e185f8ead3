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
import { type ActionContext, transact } from './context.ts'
import { writeMerges } from './writeMerges.ts'

/**
 * Writes what has to be settled before these ids resolve: afterwards they are known, or unknown where their new owner
 * is nobody yet. Once settled, again changes nothing.
 */
export function settleIdentity(ctx: ActionContext, asserted: Ids): Promise<void> {
  const now = ctx.now()
  return settle(ctx, identitiesToLookUp(asserted), now, (hits) => {
    const resolution = resolveIdentity(asserted, hits, now)
    return resolution.kind === 'unsettled' ? resolution.plan : null
  })
}

/**
 * A customer's number or BSUID changed (facts sheet, sections 2 and 5): its rooms stay. Nothing happens when
 * nobody is known by the previous ids, or when it came before.
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
      if (hits.some((hit) => !locked.includes(hit.contact.id))) throw new LostRace()
      const plan = decide(hits)
      return plan === null ? [] : applyIdentityPlan(tx, plan, { now, newId: ctx.newId })
    })
    await writeMerges(tx, ctx, merges, null)
  })
}

/** A contact came while we waited for the others: everything is decided again, with its lock. */
class LostRace extends Error {
  readonly code = '40001'
}
