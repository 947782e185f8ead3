import type { RoomSummary } from '../../protocol/room.ts'
import { phoneNumber } from '../i18n/values.ts'

/** A room's title where its contact is not known. A bare number is formatted as a phone number. */
export const shownTitle = (title: string): string =>
  /^\d{7,15}$/.test(title) ? phoneNumber(title) : title

/** A room's title as it is shown: a username gets its @, a bare number is formatted as a phone number. */
export function titleOf({ room_title, contact }: Pick<RoomSummary, 'room_title' | 'contact'>) {
  if (room_title === contact.username) return `@${room_title}`
  if (room_title === contact.phone) return phoneNumber(room_title)
  return room_title
}
