import type { RoomFacts } from '../domain/event.ts'
import type { Customer } from '../protocol/customer.ts'
import type { Lead } from '../protocol/lead.ts'
import type { Message } from '../protocol/message.ts'
import type { HistoryEntry } from '../protocol/rooms.ts'
import type { Sql, Tx } from './database.ts'
import { findLeads } from './leads.ts'
import type { MessageCursor } from './messages.ts'
import { readRoomFacts } from './rooms.ts'

/** Customers by a phone or BSUID, including former ones. */
export function findCustomersByIdentity(tx: Tx, id: string): Promise<Customer[]> {
  return tx<Customer[]>`
    select c.id, c.profile_name as name, c.wa_id as phone, c.bsuid as user_id, c.username, iso(c.created_at) as created_at,
           array(select k.id from room_keys k where k.contact_id = c.id order by k.id) as room_ids
      from contacts c
     where c.id = any(array(select contact_id from contact_identities where value = ${id}))
     order by c.created_at, c.id limit 20`
}

type Identity = {
  kind: string
  value: string
  active: boolean
  created_at: string
  superseded_at: string | null
}

/** A room of a customer, or one that was merged into such a room. */
export type CustomersRoom = { id: string; merged: boolean; leadId: string | null }

export type CustomerFile = {
  contact: Omit<Customer, 'room_ids'>
  identities: Identity[]
  leads: Lead[]
  allRooms: readonly CustomersRoom[]
  eventId: number
  rooms: RoomFacts[]
}

/** Everything about a customer except messages and history; null if there is none. */
export async function readCustomer(sql: Sql, id: string): Promise<CustomerFile | null> {
  return sql.begin('isolation level repeatable read read only', async (tx) => {
    const [contact] = await tx<CustomerFile['contact'][]>`
      select id, profile_name as name, wa_id as phone, bsuid as user_id, username, iso(created_at) as created_at
        from contacts where id = ${id}`
    if (!contact) return null
    const identities = await tx<Identity[]>`
      select kind, value, active, iso(created_at) as created_at, iso(superseded_at) as superseded_at
        from contact_identities where contact_id = ${id} order by created_at, id`
    const allRooms = await findCustomersRooms(tx, id)
    const roomIds = allRooms.filter(({ merged }) => !merged).map((room) => room.id)
    const rooms = await readRoomFacts(tx, roomIds)
    const leads = await leadsOf(tx, allRooms, new Set(identities.map(({ value }) => value)))
    const [log] = await tx<{ id: string }[]>`select log_position() as id`
    const eventId = Number(log!.id)
    return { contact, identities: [...identities], leads, allRooms, rooms, eventId }
  }) as Promise<CustomerFile | null>
}

/** By id. A merge of any of them changes this list. */
export async function findCustomersRooms(tx: Tx, contactId: string): Promise<CustomersRoom[]> {
  const rooms = await tx<CustomersRoom[]>`
    select r.id, false as merged, r.lead_id as "leadId" from room_keys k join rooms r on r.id = k.id
     where k.contact_id = ${contactId}
    union all
    select r.id, true, r.lead_id from room_keys k join rooms r on r.merged_into = k.id
     where k.contact_id = ${contactId} order by 1`
  return [...rooms]
}

/** The lead of a merged room counts as in `eraseLeads`: it may have become somebody else's since. */
async function leadsOf(tx: Tx, rooms: readonly CustomersRoom[], ids: ReadonlySet<string>) {
  const linked = rooms.flatMap(({ leadId }) => leadId ?? [])
  const now = new Set(rooms.flatMap(({ merged, leadId }) => (merged ? [] : (leadId ?? []))))
  const leads = await findLeads(tx, linked)
  return leads.filter(({ id, phone }) => now.has(id) || phone === null || ids.has(phone))
}

/** A room's messages, oldest first, after a place in it. */
export async function pageOfMessages(
  tx: Tx,
  roomId: string,
  { after, limit }: { after: MessageCursor; limit: number },
): Promise<{ messages: Message[]; last: MessageCursor | null }> {
  const rows = await tx<{ message: Message; second: string; seq: string }[]>`
    select message_json(m) as message, created_second as second, seq from messages m
     where room_id = ${roomId} and (created_second, seq) > (${after.second}, ${after.seq})
     order by created_second, seq limit ${limit}`
  const last = rows.at(-1)
  return {
    messages: rows.map(({ message }) => message),
    last: last ? { second: Number(last.second), seq: Number(last.seq) } : null,
  }
}

export type HistoryOfRoom = Pick<HistoryEntry, 'id' | 'kind' | 'data' | 'at' | 'actor_id'>

/** The whole history of a room, oldest first. */
export function wholeHistory(tx: Tx, roomId: string): Promise<HistoryOfRoom[]> {
  return tx<HistoryOfRoom[]>`
    select id, kind, data, iso(at) as at, actor_id from room_history where room_id = ${roomId} order by at, id`
}
