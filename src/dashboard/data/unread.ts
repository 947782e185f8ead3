import type { State } from '../../client/state.ts'

/** Counts the unread rooms that the user may have to answer: its own, and those assigned to nobody. */
export const unreadRooms = ({ rooms, me }: State): number =>
  rooms.filter(
    ({ unread_count, participants }) =>
      unread_count > 0 &&
      (participants.length === 0 || participants.some(({ user_id }) => user_id === me?.id)),
  ).length
