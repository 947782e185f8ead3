import { isStaff } from '../domain/authorizeJoin.ts'
import type { Actor } from '../domain/participation.ts'
import { AppError } from '../protocol/errors.ts'
import type { Tx } from '../store/database.ts'
import { lockEnabled } from '../store/users.ts'
import { type ActionContext, transact } from './context.ts'

/**
 * Checks, under lock, that a user still is staff, and keeps it so until the commit: since the request was authorized, it may
 * have waited for locks. Call it after locking rooms; that order is the same everywhere and avoids deadlocks.
 * @param by null for the server itself
 * @param others further users to lock in the same step, so that all transactions lock users in one order
 * @throws AppError forbidden
 */
export async function lockStaff(
  tx: Tx,
  by: string | null,
  others: readonly string[] = [],
): Promise<void> {
  if (by === null) return
  const role = (await lockEnabled(tx, [by, ...others])).get(by)
  if (!role || !isStaff(role)) throw new AppError('forbidden', 'Your role does not allow this.')
}

/**
 * As lockStaff, for what only admins may do.
 * @throws AppError forbidden
 */
export async function lockAdmin(tx: Tx, by: string | null): Promise<void> {
  if (by === null || (await lockEnabled(tx, [by])).get(by) === 'admin') return
  throw new AppError('forbidden', 'Your role does not allow this.')
}

/** For actions that are no single transaction: checks that the user still is staff at their start. Throws as lockStaff. */
export const confirmStaff = (ctx: ActionContext, by: string): Promise<void> =>
  transact(ctx, (tx) => lockStaff(tx, by))

/** As confirmStaff, for actions of admins. */
export const confirmAdmin = (ctx: ActionContext, by: string | null): Promise<void> =>
  transact(ctx, (tx) => lockAdmin(tx, by))

/**
 * Reads an actor's current role under lock, and keeps it until the commit. A role may be lost since the request, but never
 * gained. Call it after locking rooms, as everywhere.
 * @returns null if the user is disabled by now
 */
export async function lockActor(tx: Tx, actor: Actor): Promise<Actor | null> {
  const role = (await lockEnabled(tx, [actor.id])).get(actor.id)
  return role === undefined ? null : { ...actor, staff: actor.staff && isStaff(role) }
}
