import type { Lead, LeadChange } from '../protocol/lead.ts'

/** All fields of a lead but its id and times. */
export const LEAD_FIELDS = [
  'name',
  'phone',
  'outstanding',
  'loan_type',
  'leads_status',
  'contact_status',
] as const

/** A new lead with empty fields. */
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

/** The lead after a change; fields that the change leaves out stay. Null if nothing changes. */
export function applyLeadChange(lead: Lead, change: LeadChange, at: string): Lead | null {
  const given = LEAD_FIELDS.filter(
    (field) => change[field] !== undefined && change[field] !== lead[field],
  )
  if (given.length === 0) return null
  const fields = Object.fromEntries(given.map((field) => [field, change[field]]))
  return { ...lead, ...fields, updated_at: at }
}
