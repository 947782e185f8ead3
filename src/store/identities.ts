import type { Contact, Identity, IdentityHit } from '../domain/identity.ts'
import type { OwnedIdentity } from '../domain/identityPlan.ts'
import type { Sql, Tx } from './database.ts'

type ContactRow = {
  contact_id: string
  wa_id: string | null
  bsuid: string | null
  parent_bsuid: string | null
  profile_name: string | null
  username: string | null
  created_at: number
}

type HitRow = Identity & ContactRow & { active: boolean; superseded_at: number | null }

const contactColumns = (tx: Tx) => tx`
  c.id as contact_id, c.wa_id, c.bsuid, c.parent_bsuid, c.profile_name, c.username,
  (extract(epoch from c.created_at) * 1000)::float8 as created_at`

/** All contacts that have or had these ids, the latest owner first, in one query for any number of senders. */
export async function findIdentities(
  tx: Tx,
  identities: readonly Identity[],
): Promise<IdentityHit[]> {
  if (identities.length === 0) return []
  const kinds = identities.map(({ kind }) => kind)
  const values = identities.map(({ value }) => value)
  const rows = await tx<HitRow[]>`
    select i.kind, i.value, i.active, (extract(epoch from i.superseded_at) * 1000)::float8 as superseded_at,
           ${contactColumns(tx)}
      from (select distinct kind, value from unnest(${kinds}::text[], ${values}::text[]) as a(kind, value)) asked
      join contact_identities i on i.value = asked.value and i.kind = asked.kind
      join contacts c on c.id = i.contact_id
     order by i.id desc`
  return rows.map(hitOf)
}

const hitOf = (row: HitRow): IdentityHit => ({
  kind: row.kind,
  value: row.value,
  active: row.active,
  supersededAt: row.superseded_at,
  contact: contactOf(row),
})

export async function findContacts(tx: Tx, ids: readonly string[]): Promise<Contact[]> {
  const rows = await tx<ContactRow[]>`
    select ${contactColumns(tx)} from contacts c where c.id = any(${ids as string[]}::uuid[])`
  return rows.map(contactOf)
}

const contactOf = (row: ContactRow): Contact => ({
  id: row.contact_id,
  waId: row.wa_id,
  bsuid: row.bsuid,
  parentBsuid: row.parent_bsuid,
  profileName: row.profile_name,
  username: row.username,
  createdAt: row.created_at,
})

export type CustomerRoom = {
  id: string
  contactId: string
  channelId: string
  identityVersion: number
}

/** All contacts that have or had these ids, and their rooms, in one query for any number of senders. */
export async function findHoldersAndRooms(
  sql: Sql,
  identities: readonly Identity[],
): Promise<{ hits: IdentityHit[]; rooms: CustomerRoom[] }> {
  type Found = { hits: HitRow[]; rooms: CustomerRoom[] }
  const kinds = identities.map(({ kind }) => kind)
  const values = identities.map(({ value }) => value)
  const [row] = await sql<{ found: Found }[]>`
    select find_customers(${kinds}::text[], ${values}::text[]) as found`
  return { hits: row!.found.hits.map(hitOf), rooms: row!.found.rooms }
}

/** Those of these ids whose customer has or had a room in which that user participates, as `user kind value`. */
export async function findOwnIdentities(
  sql: Sql,
  asked: readonly (Identity & { userId: string })[],
): Promise<Set<string>> {
  if (asked.length === 0) return new Set()
  const rows = await sql<{ own: string }[]>`
    select distinct concat_ws(' ', a.user_id, a.kind, a.value) as own
      from unnest(${asked.map(({ userId }) => userId)}::uuid[], ${asked.map(({ kind }) => kind)}::text[],
                  ${asked.map(({ value }) => value)}::text[]) as a(user_id, kind, value)
      join contact_identities i on i.value = a.value and i.kind = a.kind
      join room_keys k on k.contact_id = i.contact_id
      join room_participants p on p.room_id = k.id and p.user_id = a.user_id`
  return new Set(rows.map(({ own }) => own))
}

/** Marks ids as superseded: they still find their contact, but are nobody's active ids. */
export async function supersedeIdentities(
  tx: Tx,
  owned: readonly OwnedIdentity[],
  now: number,
): Promise<void> {
  if (owned.length === 0) return
  const { contactIds, kinds, values } = columns(owned)
  await tx`
    update contact_identities i set active = false, superseded_at = to_timestamp(${now}::float8 / 1000)
      from unnest(${contactIds}::uuid[], ${kinds}::text[], ${values}::text[]) as o(contact_id, kind, value)
     where i.contact_id = o.contact_id and i.kind = o.kind and i.value = o.value and i.active`
}

/** Makes ids active for their contacts; an id that the contact had before is reactivated. */
export async function attachIdentities(
  tx: Tx,
  owned: readonly OwnedIdentity[],
  { now, newId }: { now: number; newId: () => string },
): Promise<void> {
  if (owned.length === 0) return
  const { contactIds, kinds, values } = columns(owned)
  await tx`
    with given as (
      select * from unnest(${owned.map(() => newId())}::uuid[], ${contactIds}::uuid[], ${kinds}::text[], ${values}::text[])
        as g(id, contact_id, kind, value)
    ), revived as (
      update contact_identities i set id = g.id, active = true, superseded_at = null
        from given g where i.contact_id = g.contact_id and i.kind = g.kind and i.value = g.value
    )
    insert into contact_identities (id, contact_id, kind, value, created_at)
    select g.id, g.contact_id, g.kind, g.value, to_timestamp(${now}::float8 / 1000) from given g
     where not exists (select from contact_identities i
                        where i.contact_id = g.contact_id and i.kind = g.kind and i.value = g.value)`
}

/** Copies the active ids to the contacts, and raises the `identity_version` of their rooms, which voids what is remembered. */
export async function mirrorIdentities(
  tx: Tx,
  contactIds: readonly string[],
  now: number,
): Promise<void> {
  const ids = contactIds as string[]
  await tx`
    update contacts c set wa_id = a.wa_id, bsuid = a.bsuid, parent_bsuid = a.parent_bsuid,
           updated_at = to_timestamp(${now}::float8 / 1000)
      from (select t.id, max(i.value) filter (where i.kind = 'wa_id') as wa_id,
                   max(i.value) filter (where i.kind = 'bsuid') as bsuid,
                   max(i.value) filter (where i.kind = 'parent_bsuid') as parent_bsuid
              from unnest(${ids}::uuid[]) as t(id)
              left join contact_identities i on i.contact_id = t.id and i.active
             group by t.id) a
     where c.id = a.id`
  await tx`
    update rooms set identity_version = identity_version + 1
     where id in (select id from room_keys where contact_id = any(${ids}::uuid[]))`
}

/** Writes names that differ. A contact without any id was erased while this waited for its lock: it stays nameless. */
export async function renameContact(
  tx: Tx,
  contactId: string,
  { profileName, username }: { profileName: string | null; username: string | null },
  now: number,
): Promise<void> {
  await tx`
    update contacts set profile_name = coalesce(${profileName}, profile_name), username = coalesce(${username}, username),
           updated_at = to_timestamp(${now}::float8 / 1000)
     where id = ${contactId} and exists (select from contact_identities where contact_id = contacts.id)
       and (profile_name is distinct from coalesce(${profileName}, profile_name)
            or username is distinct from coalesce(${username}, username))`
}

const columns = (owned: readonly OwnedIdentity[]) => ({
  contactIds: owned.map(({ contactId }) => contactId),
  kinds: owned.map(({ kind }) => kind),
  values: owned.map(({ value }) => value),
})
