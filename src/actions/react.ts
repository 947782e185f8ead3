import type { z } from 'zod'
import type { Actor } from '../domain/participation.ts'
import { AppError } from '../protocol/errors.ts'
import type { Message } from '../protocol/message.ts'
import type { sendReaction } from '../protocol/sending.ts'
import { readMessage } from '../store/sentMessages.ts'
import type { ActionContext } from './context.ts'
import { noMessage } from './noMessage.ts'
import { repeatOf } from './repeats.ts'
import type { SendMessage, Sent } from './send.ts'

const REACTABLE_MS = 30 * 86_400_000
const NO_REACTION: readonly string[] = ['reaction', 'system']

/**
 * Sends a reaction to a message of either side; an empty emoji removes it.
 * @throws AppError not_found, unprocessable (WhatsApp does not have that message, or allows no reaction to it), and as `send`
 */
export async function react(
  { ctx, send }: { ctx: ActionContext; send: SendMessage },
  caller: Actor,
  { message_id, emoji, ...envelope }: z.infer<typeof sendReaction>,
): Promise<Sent> {
  const known = await readMessage(ctx.sql, caller, message_id)
  if (!known) throw noMessage()
  const { room_id, wa_message_id } = known.message
  // Identified by message and emoji, not by room and wamid: a merge or a retry changes those, and it must stay a repeat.
  const request = {
    caller,
    envelope: { ...envelope, room_id },
    about: message_id,
    asked: ['reaction', emoji],
  }
  const refusal = whyNot(known.message, ctx.now())
  if (!refusal) {
    const reaction = { message_id: wa_message_id, emoji }
    return send({ ...request, content: { type: 'reaction', reaction } })
  }
  const sent = await repeatOf(ctx.sql, request)
  if (sent) return sent
  throw refusal
}

/** Why Meta would refuse the reaction (facts sheet, section 6). */
function whyNot(message: Message, now: number): AppError | null {
  const { wa_message_id, content_type, metadata, created_at } = message
  if (wa_message_id === null)
    return new AppError('unprocessable', 'WhatsApp does not have this message.', {
      reason: 'not_at_whatsapp',
    })
  const takes = !NO_REACTION.includes(content_type) && !('revoked' in metadata)
  if (!takes)
    return new AppError('unprocessable', 'WhatsApp does not allow a reaction to this message.', {
      reason: 'not_reactable',
    })
  if (now - Date.parse(created_at) <= REACTABLE_MS) return null
  return new AppError(
    'unprocessable',
    'WhatsApp does not allow a reaction to a message over 30 days old.',
    {
      reason: 'too_old',
    },
  )
}
