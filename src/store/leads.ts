import type { Actor } from '../domain/participation.ts'
import { containing, searchTerms } from '../domain/searchText.ts'
import type { Lead } from '../protocol/lead.ts'
import { containsEither } from './containsEither.ts'
import type { Tx } from './database.ts'

const columns = (tx: Tx) => tx`
  l.id, l.name, l.phone, l.outstanding, l.loan_type, l.leads_status, l.contact_status, iso(l.created_at) as created_at,
  iso(l.updated_at) as updated_at`

/** The text by which a search finds a lead `l`; must equal the expression of its index. */
export const leadText = (tx: Tx) => tx`(coalesce(l.name, '') || ' ' || coalesce(l.phone, ''))`

/** Leads, newest first. Reads one more than `limit`. */
export async function listLeads(
  tx: Tx,
  asked: { reader: Actor; q: string | undefined; after: string | null; limit: number },
): Promise<Lead[]> {
  const { reader, q, after, limit } = asked
  const patterns = q === undefined ? null : searchTerms(q).map(containing)
  return tx<Lead[]>`
    select ${columns(tx)} from leads l
     where ${reader.staff ? tx`true` : tx`l.id = any (array(${leadsOf(tx, reader.id)}))`}
       and ${after === null ? tx`true` : tx`l.id < ${after}::uuid`}
       and ${patterns ? containsEither(tx, leadText(tx), patterns) : tx`true`}
     order by l.id desc limit ${limit + 1}`
}

const leadsOf = (tx: Tx, userId: string) => tx`
  select r.lead_id from rooms r
   where r.id = any (array(select room_id from room_participants where user_id = ${userId})) and r.lead_id is not null`

/** Whether a lead is that of a room in which this user participates. */
export async function isLeadOf(tx: Tx, userId: string, leadId: string): Promise<boolean> {
  const rows = await tx`
    select from rooms
     where lead_id = ${leadId} and participant_ids @> array[${userId}::uuid] and merged_into is null limit 1`
  return rows.length > 0
}

/**
 * Taken by every transaction that writes leads, before any other lock: meanwhile no customer is created and no phone
 * changes. Customers' side takes it shared: shareLeads, and a trigger on contacts.
 */
export async function lockLeads(tx: Tx): Promise<void> {
  await tx`select pg_advisory_xact_lock(7286, 1)`
}

/** Taken by every transaction that changes a customer's phone: leads do not change meanwhile. */
export async function shareLeads(tx: Tx): Promise<void> {
  await tx`select pg_advisory_xact_lock_shared(7286, 1)`
}

export async function findLeads(tx: Tx, ids: readonly string[]): Promise<Lead[]> {
  return tx<Lead[]>`select ${columns(tx)} from leads l where l.id = any(${ids as string[]}::uuid[])`
}

/** All leads of these phones. */
export async function findLeadsByPhone(tx: Tx, phones: readonly string[]): Promise<Lead[]> {
  return tx<Lead[]>`
    select ${columns(tx)} from leads l where l.phone = any(${phones as string[]})`
}

export type LeadRoom = { id: string; leadId: string | null; participantIds: string[] }

/** Locks, by id, the rooms of these leads, and those without a lead whose customer has one of these phones. */
export async function lockLeadRooms(
  tx: Tx,
  { leadIds, phones }: { leadIds: readonly string[]; phones: readonly string[] },
): Promise<LeadRoom[]> {
  const locked = await tx<{ id: string }[]>`
    select lock_rooms(array(
      select r.id from rooms r where r.lead_id = any(${leadIds as string[]}::uuid[])
      union select r.id from contact_identities i join room_keys k on k.contact_id = i.contact_id join rooms r on r.id = k.id
       where i.kind = 'wa_id' and i.value = any(${phones as string[]}) and i.active and r.lead_id is null)) as id`
  return tx<LeadRoom[]>`
    select id, lead_id as "leadId", participant_ids as "participantIds" from rooms
     where id = any(${locked.map(({ id }) => id)}::uuid[]) and merged_into is null`
}

/** Inserts or updates leads. */
export async function saveLeads(tx: Tx, leads: readonly Lead[]): Promise<void> {
  await tx`
    insert into leads (id, name, phone, outstanding, loan_type, leads_status, contact_status, created_at, updated_at)
    select * from json_to_recordset(${JSON.stringify(leads)}::text::json)
      as (id uuid, name text, phone text, outstanding float8, loan_type text, leads_status text, contact_status text,
          created_at timestamptz, updated_at timestamptz)
    on conflict (id) do update set name = excluded.name, phone = excluded.phone, outstanding = excluded.outstanding,
      loan_type = excluded.loan_type, leads_status = excluded.leads_status, contact_status = excluded.contact_status,
      updated_at = excluded.updated_at`
}

export type LeadLink = { roomId: string; leadId: string }

/** [L1] Links these locked rooms, if they have no lead, to the lead with their customer's phone; of several, the oldest. */
export async function linkLeads(tx: Tx, roomIds: readonly string[]): Promise<LeadLink[]> {
  return tx<LeadLink[]>`
    update rooms r set lead_id = found.lead_id
      from (select distinct on (o.id) o.id, l.id as lead_id
              from rooms o join contacts c on c.id = o.contact_id join leads l on l.phone = c.wa_id
             where o.id = any(${roomIds as string[]}::uuid[]) and o.lead_id is null
             order by o.id, l.created_at, l.id) found
     where r.id = found.id returning r.id as "roomId", r.lead_id as "leadId"`
}
