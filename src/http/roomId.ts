import { z } from 'zod'
import { noRoom } from '../actions/noRoom.ts'
import { uuid } from '../protocol/uuid.ts'

/** The room that a path names. */
export const roomParams = z.object({ id: z.string() })

/** A malformed id answers `not_found`, like an unknown room. */
export function roomIdOf({ id }: { id: string }): string {
  const parsed = uuid.safeParse(id)
  if (!parsed.success) throw noRoom()
  return parsed.data
}
