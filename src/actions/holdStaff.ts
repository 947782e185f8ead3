import { isStaff } from '../domain/authorizeJoin.ts'
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
