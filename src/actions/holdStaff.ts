import { isStaff } from '../domain/authorizeJoin.ts'
import type { Actor } from '../domain/participation.ts'
import { AppError } from '../protocol/errors.ts'
import type { Tx } from '../store/database.ts'
import { holdEnabled } from '../store/users.ts'

/**
 * What only staff may do, by somebody who may have waited for its locks since they were let in: whoever is staff stays so until
 * the commit. After the rooms are locked, as everywhere.
 * @param others held together with them, so that nobody waits for two users in another order
 * @throws AppError forbidden
 */
export async function holdStaff(tx: Tx, by: string, others: readonly string[] = []): Promise<void> {
  const role = (await holdEnabled(tx, [by, ...others])).get(by)
  if (!role || !isStaff(role)) throw new AppError('forbidden', 'This is not for your role.')
}

/**
 * Who somebody is when their turn has come, and stays until the commit: nobody becomes more than they were when they asked.
 * After the rooms are locked, as everywhere.
 * @returns null for who is disabled by now
 */
export async function holdActor(tx: Tx, actor: Actor): Promise<Actor | null> {
  const role = (await holdEnabled(tx, [actor.id])).get(actor.id)
  return role === undefined ? null : { ...actor, staff: actor.staff && isStaff(role) }
}
