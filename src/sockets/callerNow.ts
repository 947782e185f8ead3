import { isStaff } from '../domain/authorizeJoin.ts'
import type { Actor } from '../domain/participation.ts'
import { AppError } from '../protocol/errors.ts'
import { readAccess } from '../store/access.ts'
import type { Sql } from '../store/database.ts'
import type { Client } from './io.ts'

/**
 * Who a socket is by the rights that its user has now, as a request by REST would be.
 * @throws AppError unauthenticated
 */
export async function callerNow(sql: Sql, socket: Client): Promise<Actor> {
  const { userId, familyId } = socket.data.session
  const known = await readAccess(sql, { userId, familyId, roomIds: [] })
  if (!known || known.access.disabled || known.familyRevoked)
    throw new AppError('unauthenticated', 'The session is over.')
  return { id: userId, staff: isStaff(known.access.role) }
}
