import type { RoomSummary } from '../../protocol/room.ts'
import { phoneNumber } from '../i18n/values.ts'

/** A room's title as people read it: a username with its sign, a bare number as a number. */
export function titleOf({ room_title, contact }: Pick<RoomSummary, 'room_title' | 'contact'>) {
  if (room_title === contact.username) return `@${room_title}`
  if (room_title === contact.phone) return phoneNumber(room_title)
  return room_title
}
