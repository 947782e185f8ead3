/** A room as the server remembers it. A changed `version` (`identity_version`) means that its customer's ids changed. */
export type KnownRoom = { id: string; contactId: string; channelId: string; version: number }

/** [R1] The contact's room on one of our numbers, among these rooms. */
export const roomOn = (
  contactId: string,
  channelId: string,
  rooms: readonly KnownRoom[],
): KnownRoom | undefined =>
  rooms.find((room) => room.contactId === contactId && room.channelId === channelId)
