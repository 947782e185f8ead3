import type { Lead } from '../protocol/lead.ts'

/**
 * [L1] Leads by id and by phone during an import. Each row of the file sees the changes of the rows before it: once one
 * row has removed a phone from a lead, that phone no longer finds it.
 */
export function createLeadBook(leads: readonly Lead[]) {
  const byId = new Map<string, Lead>()
  const byPhone = new Map<string, Set<string>>()

  function idsOf(phone: string): Set<string> {
    const known = byPhone.get(phone) ?? new Set()
    byPhone.set(phone, known)
    return known
  }

  function put(lead: Lead): void {
    const before = byId.get(lead.id)
    if (before?.phone != null) idsOf(before.phone).delete(lead.id)
    byId.set(lead.id, lead)
    if (lead.phone !== null) idsOf(lead.phone).add(lead.id)
  }
  for (const lead of leads) put(lead)

  return {
    put,
    withId: (id: string): Lead | undefined => byId.get(id),
    /** The oldest, if several have this phone. */
    withPhone(phone: string): Lead | undefined {
      const [first, ...others] = [...(byPhone.get(phone) ?? [])].map((id) => byId.get(id)!)
      return first && others.reduce((oldest, one) => (isOlder(one, oldest) ? one : oldest), first)
    },
  }
}

const isOlder = (one: Lead, other: Lead) =>
  one.created_at < other.created_at || (one.created_at === other.created_at && one.id < other.id)
