import type { Tx } from './database.ts'
import { mergeRooms, type RoomMerge } from './mergeRooms.ts'

/**
 * [I21] Moves everything of the `absorbed` contacts to `survivor` and deletes them. The caller has locked them and their
 * rooms, and no two of them have an active id of the same kind.
 */
export async function mergeContacts(
  tx: Tx,
  { survivor, absorbed }: { survivor: string; absorbed: readonly string[] },
): Promise<RoomMerge[]> {
  const gone = absorbed as string[]
  const everybody = [survivor, ...gone]
  const merges = await mergeRooms(tx, everybody)
  await tx`
    update rooms set contact_id = ${survivor}
     where id in (select id from room_keys where contact_id = any(${gone}::uuid[]))`
  await moveIdentities(tx, survivor, everybody)
  await tx`
    update contacts c set profile_name = coalesce(c.profile_name, o.profile_name), username = coalesce(c.username, o.username)
      from (select (array_agg(profile_name order by created_at, id) filter (where profile_name is not null))[1] as profile_name,
                   (array_agg(username order by created_at, id) filter (where username is not null))[1] as username
              from contacts where id = any(${gone}::uuid[])) o
     where c.id = ${survivor}`
  await tx`delete from contacts where id = any(${gone}::uuid[])`
  return merges
}

/** Of an id that several of them had, one row is kept: the active one, else the one superseded last. */
async function moveIdentities(tx: Tx, survivor: string, everybody: string[]): Promise<void> {
  await tx`
    delete from contact_identities i using contact_identities kept
     where i.contact_id = any(${everybody}::uuid[]) and kept.contact_id = any(${everybody}::uuid[])
       and kept.kind = i.kind and kept.value = i.value and not i.active
       and (kept.active or (i.superseded_at, i.id) < (kept.superseded_at, kept.id))`
  await tx`update contact_identities set contact_id = ${survivor} where contact_id = any(${everybody}::uuid[])`
}
