import { type IdentityPlan, isEmpty, type OwnedIdentity, planOwnership } from './identityPlan.ts'
import { phoneVariants, samePhone } from './phone.ts'

export type IdentityKind = 'wa_id' | 'bsuid' | 'parent_bsuid'
export type Identity = { kind: IdentityKind; value: string }

/** One identity as a string, for maps and sets. */
export const identityKey = ({ kind, value }: Identity) => `${kind}:${value}`

/** Digits without `+`; business-scoped user ids are opaque (facts sheet, section 5). */
export type Ids = { waId: string | null; bsuid: string | null; parentBsuid: string | null }

/** A contact with its active ids. `createdAt` in ms. */
export type Contact = Ids & {
  id: string
  profileName: string | null
  username: string | null
  createdAt: number
}

/** An id that was looked up and found. `supersededAt` in ms; null while it is active. */
export type IdentityHit = Identity & {
  active: boolean
  supersededAt: number | null
  contact: Contact
}

export type Resolution =
  /** A new customer. */
  | { kind: 'unknown' }
  | { kind: 'known'; contact: Contact }
  /** The plan has to be written first; then the ids are looked up again. */
  | { kind: 'unsettled'; plan: IdentityPlan }

/** Longer than Meta redelivers (7 days; facts sheet, section 1). Later than that, a number may belong to somebody else. */
const REDELIVERY_MS = 8 * 24 * 60 * 60 * 1000

const known = (contact: Contact): Resolution => ({ kind: 'known', contact })

/** [I1] [I2] All identities that could find the contact of these ids, including other spellings of the phone. */
export function identitiesToLookUp({ waId, bsuid, parentBsuid }: Ids): Identity[] {
  const found: Identity[] = []
  if (bsuid !== null) found.push({ kind: 'bsuid', value: bsuid })
  if (parentBsuid !== null) found.push({ kind: 'parent_bsuid', value: parentBsuid })
  if (waId !== null)
    for (const value of [waId, ...phoneVariants(waId)]) found.push({ kind: 'wa_id', value })
  return found
}

/**
 * Decides which contact the ids of one webhook belong to. The rules are [I1] to [I14] of SPEC.md.
 * @param hits what `identitiesToLookUp(asserted)` found, newest first; hits of other senders do no harm
 * @param now milliseconds
 */
export function resolveIdentity(
  asserted: Ids,
  hits: readonly IdentityHit[],
  now: number,
): Resolution {
  const account = findAccount(asserted, hits)
  const phone = bestPhone(asserted.waId, hits)
  const owner = phone?.active ? phone : null
  if (account) return resolveAccount(account, owner, { asserted, hits, now })
  if (owner) return resolvePhone(owner, { asserted, hits, now })
  // [I10] A superseded number that comes alone still finds its contact as long as Meta may redeliver.
  const alone = asserted.bsuid === null && asserted.parentBsuid === null
  return phone && alone && isRecent(phone, now) ? known(phone.contact) : { kind: 'unknown' }
}

/** [I1] The best hit of one id: the active one, else the one superseded last; of equals, the first. */
export function bestHit(
  kind: IdentityKind,
  value: string | null,
  hits: readonly IdentityHit[],
): IdentityHit | null {
  let best: IdentityHit | null = null
  for (const hit of hits)
    if (hit.kind === kind && hit.value === value && (best === null || isBetter(hit, best)))
      best = hit
  return best
}

/** [I2] The best hit of a number. Active ones come first, and the asserted spelling comes before the other. */
export function bestPhone(waId: string | null, hits: readonly IdentityHit[]): IdentityHit | null {
  if (waId === null) return null
  const found = [waId, ...phoneVariants(waId)].map((value) => bestHit('wa_id', value, hits))
  return found.find((hit) => hit?.active) ?? found.find((hit) => hit !== null) ?? null
}

function isBetter(a: IdentityHit, b: IdentityHit): boolean {
  if (a.active !== b.active) return a.active
  return (a.supersededAt ?? 0) > (b.supersededAt ?? 0)
}

const isRecent = (hit: IdentityHit, now: number) => now - (hit.supersededAt ?? now) <= REDELIVERY_MS

type Question = { asserted: Ids; hits: readonly IdentityHit[]; now: number }

/** [I1] Finds the account by BSUID, else by parent. [I4] A superseded parent does not find the owner of an unknown BSUID. */
function findAccount(asserted: Ids, hits: readonly IdentityHit[]): IdentityHit | null {
  const account = bestHit('bsuid', asserted.bsuid, hits)
  if (account) return account
  const parent = bestHit('parent_bsuid', asserted.parentBsuid, hits)
  return parent?.active || asserted.bsuid === null ? parent : null
}

function resolveAccount(
  account: IdentityHit,
  phone: IdentityHit | null,
  question: Question,
): Resolution {
  const { contact } = account
  // [I9] A superseded BSUID finds its contact and changes nothing. [I11] One that ended without a successor is revived if
  // it comes with its contact's own number.
  const revived = contact.bsuid === null && phone?.contact.id === contact.id
  if (!account.active && !revived) return known(contact)
  const { waId, people, taken } = claimPhone(contact, phone, question)
  const ids = { waId, ...claimAccount(contact, people, question) }
  return settle(contact, people, ids, taken)
}

function resolvePhone(phone: IdentityHit, question: Question): Resolution {
  const { contact } = phone
  // [I6] The owner has a different BSUID, so the number has changed hands: it is taken away, and its new owner is unknown.
  if (question.asserted.bsuid !== null && contact.bsuid !== null)
    return { kind: 'unsettled', plan: planOwnership([], question.asserted, [ownedBy(phone)]) }
  // [I5] Else the asserted account ids belong to the number's owner.
  const ids = { waId: null, ...claimAccount(contact, [contact], question) }
  return settle(contact, [contact], ids, [])
}

function settle(
  contact: Contact,
  people: Contact[],
  ids: Ids,
  taken: readonly OwnedIdentity[],
): Resolution {
  const plan = planOwnership(people, ids, taken)
  return isEmpty(plan) ? known(contact) : { kind: 'unsettled', plan }
}

type PhoneClaim = { waId: string | null; people: Contact[]; taken: OwnedIdentity[] }

/** [I3] What the asserted number means for a contact that was found by its account. */
function claimPhone(
  contact: Contact,
  phone: IdentityHit | null,
  { asserted: { waId }, hits, now }: Question,
): PhoneClaim {
  const unchanged = { waId: null, people: [contact], taken: [] }
  if (waId === null || phone?.contact.id === contact.id) return unchanged
  if (lostLately(contact, 'wa_id', [waId, ...phoneVariants(waId)], hits, now)) return unchanged
  if (phone === null) return { waId, people: [contact], taken: [] }
  // [I7] One contact knows the account, the other the number: two halves of one customer.
  const half = contact.waId === null || samePhone(contact.waId, phone.value)
  if (phone.contact.bsuid === null && half)
    return { waId: phone.value, people: [contact, phone.contact], taken: [] }
  // [I8] Two customers: the number goes to the account it came with.
  return { waId, people: [contact], taken: [ownedBy(phone)] }
}

/** [I4] [I13] What the asserted BSUID and parent change for the contact that was found; null changes nothing. */
function claimAccount(
  contact: Contact,
  people: readonly Contact[],
  { asserted, hits, now }: Question,
): Omit<Ids, 'waId'> {
  const { bsuid, parentBsuid } = asserted
  const owner = bestHit('parent_bsuid', parentBsuid, hits)
  const elsewhere = owner?.active && !people.some(({ id }) => id === owner.contact.id)
  const late = parentBsuid !== null && lostLately(contact, 'parent_bsuid', [parentBsuid], hits, now)
  return { bsuid, parentBsuid: elsewhere || late ? null : parentBsuid }
}

/**
 * [I12] Whether a contact lost one of these ids lately. Then it is not given back: else a redelivery could return it, and
 * [I26] two senders could take it from each other for ever.
 */
function lostLately(
  { id }: Contact,
  kind: IdentityKind,
  values: readonly string[],
  hits: readonly IdentityHit[],
  now: number,
): boolean {
  return hits.some(
    (hit) =>
      hit.contact.id === id &&
      hit.kind === kind &&
      !hit.active &&
      values.includes(hit.value) &&
      isRecent(hit, now),
  )
}

const ownedBy = ({ contact, kind, value }: IdentityHit): OwnedIdentity => ({
  contactId: contact.id,
  kind,
  value,
})
