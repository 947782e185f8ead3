import type { Actor } from '../domain/participation.ts'
import { AppError } from '../protocol/errors.ts'
import type { Message } from '../protocol/message.ts'
import { type AuditActor, addAudit } from '../store/audit.ts'
import { lockRoom } from '../store/rooms.ts'
import { clearMessage } from '../store/sentMessages.ts'
import { type ActionContext, transact } from './context.ts'
import { lockMessage } from './lockMessage.ts'
import { messageUpdated } from './messageUpdated.ts'

/**
 * Removes the content of a message that failed or is `unknown`; its place and status stay. A message that the customer has
 * can't be removed.
 * @throws AppError not_found, conflict
 */
export function removeMessage(
  ctx: ActionContext,
  { messageId, caller, by }: { messageId: string; caller: Actor; by: AuditActor },
): Promise<Message> {
  return transact(ctx, async (tx, emit) => {
    const { message, content } = await lockMessage(tx, caller, messageId)
    if (content?.type === 'deleted') return message
    const isOpen = message.status === 'failed' || message.status === 'unknown'
    if (content === null || !isOpen) {
      throw new AppError(
        'conflict',
        'Only a message that failed, or whose outcome is unknown, can be removed.',
        {
          reason: 'not_removable',
          status: message.status,
        },
      )
    }
    const cleared = await clearMessage(tx, messageId, { by: caller.id, now: ctx.now() })
    const room = await lockRoom(tx, message.room_id)
    emit(messageUpdated(cleared, room!.participantIds))
    const target = { type: 'message' as const, id: messageId }
    await addAudit(tx, ctx, { by, action: 'message_removed', target })
    return cleared
  })
}
