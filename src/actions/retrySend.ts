import { needsWindow } from '../domain/outgoing.ts'
import type { Actor } from '../domain/participation.ts'
import { isWindowOpen, windowExpiresAt } from '../domain/window.ts'
import { AppError } from '../protocol/errors.ts'
import type { Message } from '../protocol/message.ts'
import { addAttempt, readMessage, showStatus } from '../store/sentMessages.ts'
import { type ActionContext, transact } from './context.ts'
import { lockMessage } from './lockMessage.ts'
import { noMessage } from './noMessage.ts'
import { windowClosed } from './windowClosed.ts'

/**
 * Sends a `failed` or `unknown` message again, as a new attempt of the same message. A message that Meta may have accepted
 * is sent again only in this way, by a person.
 * @throws AppError not_found, conflict (it is being sent, has arrived, or was removed), unprocessable (window_closed)
 */
export function retrySend(
  ctx: ActionContext,
  { messageId, caller }: { messageId: string; caller: Actor },
): Promise<Message> {
  return transact(ctx, async (tx, emit) => {
    const known = await lockMessage(tx, caller, messageId)
    const { message, content } = known
    const isOpen = message.status === 'failed' || message.status === 'unknown'
    if (content === null || content.type === 'deleted' || !isOpen) {
      throw new AppError(
        'conflict',
        'Only a message that failed, or whose outcome is unknown, can be sent again.',
        {
          reason: 'not_retryable',
          status: message.status,
        },
      )
    }
    const expiresAt = windowExpiresAt(known.customerAt)
    if (needsWindow(content.type) && !isWindowOpen(expiresAt, ctx.now()))
      throw windowClosed(expiresAt)
    await addAttempt(tx, known, ctx.now())
    for (const draft of await showStatus(tx, messageId, ctx.now())) emit(draft)
    const sent = await readMessage(tx, caller, messageId)
    if (!sent) throw noMessage()
    return sent.message
  })
}
