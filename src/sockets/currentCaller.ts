import { isStaff } from '../domain/authorizeJoin.ts'
import type { Actor } from '../domain/participation.ts'
import { AppError } from '../protocol/errors.ts'
import { readAccess } from '../store/access.ts'
import type { Sql } from '../store/database.ts'
import type { Client } from './io.ts'

/**
 * The socket's user with its current rights read from the database, as for a REST request.
 * @throws AppError unauthenticated
 */
export async function currentCaller(sql: Sql, socket: Client): Promise<Actor> {
  const { userId, familyId } = socket.data.session
  const known = await readAccess(sql, { userId, familyId, roomIds: [] })
  if (!known || known.access.disabled || known.familyRevoked)
    throw new AppError('unauthenticated', 'The session has ended.')
  return { id: userId, staff: isStaff(known.access.role) }
}
