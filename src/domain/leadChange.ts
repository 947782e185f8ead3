import type { Lead, LeadChange } from '../protocol/lead.ts'

/** What is known of a lead, besides its id and its times. */
export const LEAD_FIELDS = [
  'name',
  'phone',
  'outstanding',
  'loan_type',
  'leads_status',
  'contact_status',
] as const

/** A lead of which nothing is known yet. */
export const emptyLead = (id: string, at: string): Lead => ({
  id,
  name: null,
  phone: null,
  outstanding: null,
  loan_type: null,
  leads_status: null,
  contact_status: null,
  created_at: at,
  updated_at: at,
})

/** A lead as it is after a change; null if the change says nothing new. What it leaves out stays. */
export function applyLeadChange(lead: Lead, change: LeadChange, at: string): Lead | null {
  const given = LEAD_FIELDS.filter(
    (field) => change[field] !== undefined && change[field] !== lead[field],
  )
  if (given.length === 0) return null
  const fields = Object.fromEntries(given.map((field) => [field, change[field]]))
  return { ...lead, ...fields, updated_at: at }
}
