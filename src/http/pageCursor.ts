import { z } from 'zod'
import { AppError } from '../protocol/errors.ts'
import { plainText } from '../protocol/text.ts'
import type { MessageCursor } from '../store/messages.ts'
import type { RoomCursor } from '../store/roomList.ts'
import type { HitCursor } from '../store/search.ts'
import type { TemplateCursor } from '../store/templates.ts'

// PostgreSQL does not accept every valid ISO time (e.g. year 0), and none of ours is before 1970.
const time = z.iso.datetime({ precision: 3 }).refine((text) => Date.parse(text) >= 0)
/** The end of a page of a list sorted by time: history, quarantine, the audit log. */
type TimedCursor = { at: string; id: string }

const timed = z.tuple([time, z.uuid()])
const messageCursor = z.tuple([z.int(), z.int()])
const templateCursor = z.tuple([plainText, plainText, plainText, plainText])
const hitCursor = z.tuple([z.int32(), z.uuid()])

const encode = (parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url')

/**
 * Cuts a list that was read with one more than its `limit`: returns the page, and the cursor of the next one, null if this
 * is the last.
 * @param cursorOf makes the cursor from the last item of the page
 */
export function pageOf<T>(found: readonly T[], limit: number, cursorOf: (last: T) => string) {
  const shown = found.slice(0, limit)
  const last = found.length > limit ? shown.at(-1) : undefined
  return { shown, next_cursor: last === undefined ? null : cursorOf(last) }
}

/** Cursors are opaque to clients, who only return `next_cursor`. */
export const encodeRoomCursor = ({ activityAt, id }: RoomCursor) => encode([activityAt, id])
export const encodeTimedCursor = ({ at, id }: TimedCursor) => encode([at, id])
export const encodeLeadCursor = (id: string) => encode([id])
export const encodeMessageCursor = ({ second, seq }: MessageCursor) => encode([second, seq])
export const encodeHitCursor = ({ rank, id }: HitCursor) => encode([rank, id])
export const encodeTemplateCursor = ({ name, language, wabaId, id }: TemplateCursor) =>
  encode([name, language, wabaId, id])

export function decodeRoomCursor(text: string | undefined): RoomCursor | null {
  if (text === undefined) return null
  const [activityAt, id] = decode(timed, text)
  return { activityAt, id }
}

export function decodeTimedCursor(text: string | undefined): TimedCursor | null {
  if (text === undefined) return null
  const [at, id] = decode(timed, text)
  return { at, id }
}

export function decodeLeadCursor(text: string | undefined): string | null {
  return text === undefined ? null : decode(z.tuple([z.uuid()]), text)[0]
}

export function decodeMessageCursor(text: string | undefined): MessageCursor | null {
  if (text === undefined) return null
  const [second, seq] = decode(messageCursor, text)
  return { second, seq }
}

export function decodeTemplateCursor(text: string | undefined): TemplateCursor | null {
  if (text === undefined) return null
  const [name, language, wabaId, id] = decode(templateCursor, text)
  return { name, language, wabaId, id }
}

export function decodeHitCursor(text: string | undefined): HitCursor | null {
  if (text === undefined) return null
  const [rank, id] = decode(hitCursor, text)
  return { rank, id }
}

function decode<T>(schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
  } catch {
    throw new AppError('invalid_request', 'The cursor is not one of ours.')
  }
}
