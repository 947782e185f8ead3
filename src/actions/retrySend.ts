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
 * Sends a message once more: a new attempt of the same message. Only what failed, or may not have been delivered; nothing is
 * ever sent again but by this.
 * @throws AppError not_found, conflict (it is on its way, or got there, or was taken away), unprocessable (window_closed)
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
      throw new AppError('conflict', 'Only what failed or may not have arrived is sent again.', {
        reason: 'not_retryable',
        status: message.status,
      })
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
