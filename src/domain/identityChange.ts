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

/** All identities that could find the contact that changed, or one that has the new ids already. */
export const changeToLookUp = ({ previous, current }: AnnouncedChange) => [
  ...identitiesToLookUp(previous),
  ...identitiesToLookUp(current),
]

/**
 * [I16] What an announced change has to write. Null if the previous ids are unknown, or if nothing is left to do.
 * @param hits what `changeToLookUp(change)` found
 */
export function planChange(
  change: AnnouncedChange,
  hits: readonly IdentityHit[],
): IdentityPlan | null {
  const contact = findChanged(change.previous, hits)
  if (contact === null) return null
  // A contact found to be the same person may have further ids that are replaced, so the search repeats until no more come.
  let people = [contact]
  for (;;) {
    const ids = newIds(people, change, hits)
    const { same, taken } = otherOwners(people, ids, change, hits)
    if (same.length === 0)
      return planOf(people, ids, [...taken, ...endedAccount(contact, ids, change)])
    // First in the list, since the contact that already has the new ids has the most current ones.
    people = [...same, ...people]
  }
}

function planOf(people: Contact[], ids: Ids, taken: OwnedIdentity[]): IdentityPlan | null {
  const plan = planOwnership(people, ids, taken)
  return isEmpty(plan) ? null : plan
}

/** By BSUID or parent, even superseded ones. By phone only an active one: a superseded number may belong to anybody. */
function findChanged(previous: Ids, hits: readonly IdentityHit[]): Contact | null {
  const account =
    bestHit('bsuid', previous.bsuid, hits) ?? bestHit('parent_bsuid', previous.parentBsuid, hits)
  if (account) return account.contact
  const phone = bestPhone(previous.waId, hits)
  return phone?.active ? phone.contact : null
}

/** [I17] The new ids to write. A redelivered or late change must not restore an id that a newer one has replaced. */
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

/** [I18] Other contacts that have the new ids: the same person, unless the contact has a different BSUID. */
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
 * [I19] A new number means a new BSUID (facts sheet, section 5). If the change does not name it, the old one ends without
 * a successor, and the next webhook with this number brings the new one.
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
