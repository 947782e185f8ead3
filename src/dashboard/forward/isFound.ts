import type { RoomSummary } from '../../protocol/room.ts'

const LIKE_A_PHONE = /^[+\d\s().-]{3,}$/

/** Whether a search finds a room, as the server searches: by a part of a title, name, username, phone or tag. */
export function isFound(room: RoomSummary, q: string): boolean {
  const { room_title, room_phone, contact, leads_info, tags } = room
  const words = q.toLowerCase().replace(/^@(?=.)/, '')
  const texts = [room_title, room_phone, contact.name, contact.username, leads_info?.name, ...tags]
  if (texts.some((text) => text?.toLowerCase().includes(words))) return true
  // A number as people write it: with separators, or with a zero in place of the country code.
  const digits = LIKE_A_PHONE.test(q) ? q.replace(/\D/g, '').replace(/^0+/, '') : ''
  return digits.length >= 3 && (room_phone?.includes(digits) ?? false)
}
