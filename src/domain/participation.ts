/** The user who acts on a room. */
export type Actor = { id: string; staff: boolean }

/** [P2] Whether a reader resets the unread count: a participant does, and staff as long as the room has no participants. */
export const readsFor = (reader: Actor, participantIds: readonly string[]) =>
  participantIds.includes(reader.id) || (reader.staff && participantIds.length === 0)

type Claim = 'granted' | 'already_mine' | 'taken' | 'unseen' | 'forbidden'

/**
 * [P3] An agent may claim a room without participants if its channel allows claiming. If not, the agent does not see
 * unassigned rooms either (`unseen`); a room that it has already is `forbidden`, since that one it does see.
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
