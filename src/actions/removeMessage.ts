import type { Actor } from '../domain/participation.ts'
import { AppError } from '../protocol/errors.ts'
import type { Message } from '../protocol/message.ts'
import { addAudit, type Doer } from '../store/audit.ts'
import { lockRoom } from '../store/rooms.ts'
import { clearMessage } from '../store/sentMessages.ts'
import { type ActionContext, transact } from './context.ts'
import { lockMessage } from './lockMessage.ts'

/**
 * Takes away a message that failed or may not have been delivered: its content is gone, its place and what became of it
 * stay. What the customer may have cannot be taken back.
 * @throws AppError not_found, conflict
 */
export function removeMessage(
  ctx: ActionContext,
  { messageId, caller, by }: { messageId: string; caller: Actor; by: Doer },
): Promise<Message> {
  return transact(ctx, async (tx, emit) => {
    const { message, content } = await lockMessage(tx, caller, messageId)
    if (content?.type === 'deleted') return message
    const isOpen = message.status === 'failed' || message.status === 'unknown'
    if (content === null || !isOpen) {
      throw new AppError(
        'conflict',
        'Only what failed or may not have arrived can be taken away.',
        {
          reason: 'not_removable',
          status: message.status,
        },
      )
    }
    const cleared = await clearMessage(tx, messageId, { by: caller.id, now: ctx.now() })
    const room = await lockRoom(tx, message.room_id)
    emit({
      kind: 'message_updated',
      roomId: message.room_id,
      staff: true,
      userIds: room!.participantIds,
      data: cleared,
      facts: null,
    })
    const target = { type: 'message' as const, id: messageId }
    await addAudit(tx, ctx, { by, action: 'message_removed', target })
    return cleared
  })
}
