import type { Actor } from '../domain/participation.ts'
import type { Tx } from '../store/database.ts'
import { type KnownMessage, readMessage } from '../store/sentMessages.ts'
import { lockVisibleRoom } from './lockVisibleRoom.ts'
import { noMessage } from './noMessage.ts'

/**
 * Reads a message with its room locked, so that it can't change until the commit.
 * @throws AppError not_found
 */
export async function lockMessage(tx: Tx, actor: Actor, messageId: string): Promise<KnownMessage> {
  const before = await readMessage(tx, actor, messageId)
  if (!before) throw noMessage()
  await lockVisibleRoom(tx, actor, before.message.room_id)
  // Read again: a statement of its own sees what was committed while this one waited for the lock.
  const known = await readMessage(tx, actor, messageId)
  if (!known || known.message.room_id !== before.message.room_id) throw noMessage()
  return known
}
