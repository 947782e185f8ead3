import type { Contact, Identity, IdentityKind, Ids } from './identity.ts'

export type OwnedIdentity = Identity & { contactId: string }

/** What to write so that identities and contacts agree again, in this order. */
export type IdentityPlan = {
  supersede: OwnedIdentity[]
  /** Contacts of one person: `survivor` takes over everything the others have. */
  merge: { survivor: string; absorbed: string[] } | null
  attach: OwnedIdentity[]
}

/** Whether nothing has to be written. */
export const isEmpty = ({ supersede, merge, attach }: IdentityPlan): boolean =>
  supersede.length === 0 && merge === null && attach.length === 0

export const KINDS = ['bsuid', 'parent_bsuid', 'wa_id'] as const satisfies readonly IdentityKind[]

/** The field of a contact that holds its active id of a kind. */
export const FIELD = { wa_id: 'waId', bsuid: 'bsuid', parent_bsuid: 'parentBsuid' } as const

/** [I15] The older contact stays. */
const byAge = (a: Contact, b: Contact) =>
  a.createdAt - b.createdAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/**
 * [I25] Plans how `people` become one contact with `ids` as its active ids.
 * @param people contacts of one person. For a kind that `ids` leaves null, the first contact that has one keeps it active
 * @param ids null: nothing new of this kind
 * @param taken ids that other contacts lose
 */
export function planOwnership(
  people: readonly Contact[],
  ids: Ids,
  taken: readonly OwnedIdentity[] = [],
): IdentityPlan {
  const [survivor, ...absorbed] = people.toSorted(byAge)
  const plan: IdentityPlan = {
    supersede: [...taken],
    merge:
      survivor && absorbed.length > 0
        ? { survivor: survivor.id, absorbed: absorbed.map(({ id }) => id) }
        : null,
    attach: [],
  }
  if (!survivor) return plan
  for (const kind of KINDS) {
    const given = ids[FIELD[kind]]
    const owners = people.filter((person) => person[FIELD[kind]] !== null)
    const kept = given ?? owners[0]?.[FIELD[kind]]
    for (const owner of owners) {
      const value = owner[FIELD[kind]]!
      if (value !== kept) plan.supersede.push({ contactId: owner.id, kind, value })
    }
    if (given !== null && !owners.some((owner) => owner[FIELD[kind]] === given))
      plan.attach.push({ contactId: survivor.id, kind, value: given })
  }
  return plan
}

/** [I20] A merge by a colleague: where ids clash, the oldest contact's stay active. */
export const planMerge = (contacts: readonly Contact[]): IdentityPlan =>
  planOwnership(contacts.toSorted(byAge), { waId: null, bsuid: null, parentBsuid: null })
