import { z } from 'zod'
import { noMessage } from '../actions/noMessage.ts'
import { uuid } from '../protocol/uuid.ts'

/** The message that a path names. */
export const messageParams = z.object({ id: z.string() })

/** A malformed id answers `not_found`, like an unknown message. */
export function messageIdOf({ id }: { id: string }): string {
  const parsed = uuid.safeParse(id)
  if (!parsed.success) throw noMessage()
  return parsed.data
}
