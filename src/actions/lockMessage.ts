import type { Actor } from '../domain/participation.ts'
import type { Tx } from '../store/database.ts'
import { type KnownMessage, readMessage } from '../store/sentMessages.ts'
import { lockVisibleRoom } from './lockVisibleRoom.ts'
import { noMessage } from './noMessage.ts'

/**
 * A message with its room locked: what is read of it stays true until the commit.
 * @throws AppError not_found
 */
export async function lockMessage(tx: Tx, actor: Actor, messageId: string): Promise<KnownMessage> {
  const before = await readMessage(tx, actor, messageId)
  if (!before) throw noMessage()
  await lockVisibleRoom(tx, actor, before.message.room_id)
  // A statement of its own: it sees what was committed while the lock was awaited.
  const known = await readMessage(tx, actor, messageId)
  if (!known || known.message.room_id !== before.message.room_id) throw noMessage()
  return known
}
