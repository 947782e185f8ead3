/** Who acts on a room: a colleague, and whether they are staff. */
export type Actor = { id: string; staff: boolean }

/** [P2] Whose reading counts: a participant's, and that of staff as long as nobody has the room. Who only looks changes nothing. */
export const readsFor = (reader: Actor, participantIds: readonly string[]) =>
  participantIds.includes(reader.id) || (reader.staff && participantIds.length === 0)

type Claim = 'granted' | 'already_mine' | 'taken' | 'unseen' | 'forbidden'

/**
 * [P3] An agent may take a room that nobody has, where its channel allows it. Where it does not, the room is one of
 * those that the agent does not see; what the agent has already is its own.
 */
export function decideClaim(
  userId: string,
  room: { participantIds: readonly string[]; allowClaim: boolean },
): Claim {
  const mine = room.participantIds.includes(userId)
  if (!room.allowClaim) return mine ? 'forbidden' : 'unseen'
  if (mine) return 'already_mine'
  return room.participantIds.length === 0 ? 'granted' : 'taken'
}

type HandOver = 'move' | 'done' | 'lost'

/** [P4] A hand-over moves a room once: again it is done, and of two from the same user the later has lost. */
export function decideHandOver(
  participantIds: readonly string[],
  { from, to }: { from: string; to: string },
): HandOver {
  if (participantIds.includes(from)) return 'move'
  return participantIds.includes(to) ? 'done' : 'lost'
}
