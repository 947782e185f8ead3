import type { State } from '../../client/state.ts'

/** Rooms with something unread that the user may have to see to: its own, and those that nobody has. */
export const unreadRooms = ({ rooms, me }: State): number =>
  rooms.filter(
    ({ unread_count, participants }) =>
      unread_count > 0 &&
      (participants.length === 0 || participants.some(({ user_id }) => user_id === me?.id)),
  ).length
