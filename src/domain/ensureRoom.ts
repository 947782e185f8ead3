/** A room as the server remembers it. A changed `version` (`identity_version`) means that its customer's ids changed. */
export type KnownRoom = { id: string; contactId: string; channelId: string; version: number }

export type RoomPlan =
  | { kind: 'known'; room: KnownRoom }
  | { kind: 'new_room'; contactId: string }
  | { kind: 'new_customer' }

/**
 * [R1] A customer has one room for each of our numbers: the known one, a new one beside the contact's others, or
 * [R2] a new customer's first. The database settles the race between two who both find none.
 */
export function ensureRoom(
  contactId: string | null,
  channelId: string,
  rooms: readonly KnownRoom[],
): RoomPlan {
  if (contactId === null) return { kind: 'new_customer' }
  const room = rooms.find((known) => known.contactId === contactId && known.channelId === channelId)
  return room ? { kind: 'known', room } : { kind: 'new_room', contactId }
}
