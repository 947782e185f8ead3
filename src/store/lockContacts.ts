import type { Tx } from './database.ts'

/**
 * Locks contacts and then their rooms, each by id: the same order everywhere, so that there is no deadlock. Nobody can open
 * another room for a locked contact.
 * @returns the contacts and rooms that exist, without rooms that were merged into others
 */
export async function lockContacts(
  tx: Tx,
  ids: readonly string[],
): Promise<{ contactIds: string[]; roomIds: string[] }> {
  const contacts = await tx<{ id: string }[]>`
    select id from contacts where id = any(${ids as string[]}::uuid[]) order by id for update`
  const contactIds = contacts.map(({ id }) => id)
  const rooms = await tx<{ id: string }[]>`
    select lock_rooms(array(select id from room_keys where contact_id = any(${contactIds}::uuid[]))) as id`
  return { contactIds, roomIds: rooms.map(({ id }) => id) }
}
