import type { Contact, IdentityHit, Ids } from '../../../src/domain/identity.ts'
import { FIELD, type IdentityPlan, KINDS } from '../../../src/domain/identityPlan.ts'

export const DAY = 24 * 60 * 60 * 1000
export const NOW = Date.UTC(2026, 10, 21)

export const ids = (given: Partial<Ids>): Ids => ({
  waId: null,
  bsuid: null,
  parentBsuid: null,
  ...given,
})

/** A contact with its active ids, and the ids it `lost` and how many days ago. */
export function contact(
  id: string,
  { age = 1, lost = [], ...active }: Partial<Ids> & { age?: number; lost?: Lost[] },
): IdentityHit[] {
  const person: Contact = {
    id,
    ...ids(active),
    profileName: null,
    username: null,
    createdAt: NOW - age * DAY,
  }
  const hits: IdentityHit[] = []
  for (const kind of KINDS) {
    const value = person[FIELD[kind]]
    if (value !== null)
      hits.push({ kind, value, active: true, supersededAt: null, contact: person })
  }
  for (const [kind, value, days] of lost)
    hits.push({ kind, value, active: false, supersededAt: NOW - days * DAY, contact: person })
  return hits
}

type Lost = [kind: IdentityHit['kind'], value: string, days: number]

/** A plan in one line for each write, easy to compare: `-` supersedes, `+` attaches, `<` merges. */
export function written({ supersede, merge, attach }: IdentityPlan): string[] {
  return [
    ...supersede.map(({ contactId, value }) => `${contactId} - ${value}`),
    ...(merge ? [`${merge.survivor} < ${merge.absorbed.join(' ')}`] : []),
    ...attach.map(({ contactId, value }) => `${contactId} + ${value}`),
  ]
}
