import {
  bestHit,
  bestPhone,
  type Contact,
  type IdentityHit,
  type Ids,
  identitiesToLookUp,
} from './identity.ts'
import {
  FIELD,
  type IdentityPlan,
  isEmpty,
  KINDS,
  type OwnedIdentity,
  planOwnership,
} from './identityPlan.ts'
import { samePhone } from './phone.ts'

/** What Meta announced: `previous` ids became `current` ones. */
export type AnnouncedChange = { previous: Ids; current: Ids }

/** Everything that could find who changed, or who has the new ids already. */
export const changeToLookUp = ({ previous, current }: AnnouncedChange) => [
  ...identitiesToLookUp(previous),
  ...identitiesToLookUp(current),
]

/**
 * [I16] What an announced change asks to write; null when nobody is known by the previous ids, or nothing is left to do.
 * @param hits what `changeToLookUp(change)` found
 */
export function planChange(
  change: AnnouncedChange,
  hits: readonly IdentityHit[],
): IdentityPlan | null {
  const contact = findChanged(change.previous, hits)
  if (contact === null) return null
  // Whoever turns out to be the same person may have ids that are replaced too, so that it is asked again.
  let people = [contact]
  for (;;) {
    const ids = newIds(people, change, hits)
    const { same, taken } = otherOwners(people, ids, change, hits)
    if (same.length === 0)
      return planOf(people, ids, [...taken, ...endedAccount(contact, ids, change)])
    // Who already wrote with the new ids knows best what is current.
    people = [...same, ...people]
  }
}

function planOf(people: Contact[], ids: Ids, taken: OwnedIdentity[]): IdentityPlan | null {
  const plan = planOwnership(people, ids, taken)
  return isEmpty(plan) ? null : plan
}

/** By BSUID or parent, also superseded; by phone only while it is active: an old number may be anybody's. */
function findChanged(previous: Ids, hits: readonly IdentityHit[]): Contact | null {
  const account =
    bestHit('bsuid', previous.bsuid, hits) ?? bestHit('parent_bsuid', previous.parentBsuid, hits)
  if (account) return account.contact
  const phone = bestPhone(previous.waId, hits)
  return phone?.active ? phone.contact : null
}

/** [I17] A change that comes again, or late, brings back nothing that something newer has replaced. */
function newIds(
  people: readonly Contact[],
  { previous, current }: AnnouncedChange,
  hits: readonly IdentityHit[],
): Ids {
  const ids: Ids = { waId: null, bsuid: null, parentBsuid: null }
  for (const kind of KINDS) {
    const field = FIELD[kind]
    const value = current[field]
    if (value === null) continue
    const now = people.map((person) => person[field])
    const replacesNow = previous[field] !== null && now.includes(previous[field])
    const had = hits.some(
      (hit) => hit.kind === kind && hit.value === value && includes(people, hit.contact),
    )
    if (now.includes(value) || replacesNow || !had) ids[field] = value
  }
  return ids
}

const includes = (people: readonly Contact[], contact: Contact) =>
  people.some(({ id }) => id === contact.id)

/** [I18] Who has the new ids: the same person, unless it has a BSUID that is not the new one. */
function otherOwners(
  people: readonly Contact[],
  ids: Ids,
  { current }: AnnouncedChange,
  hits: readonly IdentityHit[],
): { same: Contact[]; taken: OwnedIdentity[] } {
  const same = new Map<string, Contact>()
  const taken: OwnedIdentity[] = []
  for (const kind of KINDS) {
    const value = ids[FIELD[kind]]
    const owner = kind === 'wa_id' ? bestPhone(value, hits) : bestHit(kind, value, hits)
    if (!owner?.active || includes(people, owner.contact)) continue
    const { id, bsuid } = owner.contact
    if (bsuid === null || bsuid === current.bsuid) same.set(id, owner.contact)
    else taken.push({ contactId: id, kind, value: owner.value })
  }
  return { same: [...same.values()], taken }
}

/**
 * [I19] A new number comes with a new BSUID (facts sheet, section 5): when the change does not tell it, the old one
 * ends without a successor, and whoever comes next with this number brings it.
 */
function endedAccount(
  contact: Contact,
  ids: Ids,
  { previous, current }: AnnouncedChange,
): OwnedIdentity[] {
  if (contact.bsuid === null || current.bsuid !== null || ids.waId === null) return []
  if (contact.waId !== null && samePhone(contact.waId, ids.waId)) return []
  if (previous.bsuid !== null && previous.bsuid !== contact.bsuid) return []
  return [{ contactId: contact.id, kind: 'bsuid', value: contact.bsuid }]
}
