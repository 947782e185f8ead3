import type { z } from 'zod'
import { forwardedContent, forwardedKind } from '../domain/forwarding.ts'
import { hasFile, type OutgoingFile } from '../domain/outgoing.ts'
import type { Actor } from '../domain/participation.ts'
import { AppError } from '../protocol/errors.ts'
import type { MediaKind } from '../protocol/files.ts'
import type { Message } from '../protocol/message.ts'
import type { Forwarded, forwardMessage } from '../protocol/sending.ts'
import { type KnownMessage, readMessage } from '../store/sentMessages.ts'
import type { ActionContext } from './context.ts'
import { noMessage } from './noMessage.ts'
import type { SendRequest } from './planSends.ts'
import { repeatOf } from './repeats.ts'
import type { SendMessage } from './send.ts'

/**
 * Sends the content of a message to other rooms. Each room succeeds or fails by itself. A repeated request returns what it
 * sent before, even if the message has changed or was deleted since.
 * @throws AppError not_found (the message), unprocessable (it can't be forwarded, or its file is missing); if all rooms
 *   failed, the error of the first
 */
export async function forward(
  { ctx, send }: { ctx: ActionContext; send: SendMessage },
  caller: Actor,
  { message_id, room_ids, ...envelope }: z.infer<typeof forwardMessage>,
): Promise<Forwarded[]> {
  const known = await readMessage(ctx.sql, caller, message_id)
  if (!known) throw noMessage()
  const said = contentToForward(known)
  const refused: unknown[] = []
  const results = await Promise.all(
    room_ids.map(async (room_id): Promise<Forwarded> => {
      const request = {
        caller,
        envelope: { ...envelope, room_id },
        // Without the content: the message may change, and a repeat must still be recognised.
        asked: ['forward', message_id],
        forwarded: true,
      }
      try {
        const sent =
          said instanceof AppError
            ? await repeatOf(ctx.sql, request)
            : await send({ ...request, ...said, rooms: room_ids.length })
        if (!sent) throw said
        return { room_id, message: sent.message, error: null }
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        refused.push(error)
        const { code, message, details } = error
        return {
          room_id,
          message: null,
          error: { code, message, ...(details !== undefined && { details }) },
        }
      }
    }),
  )
  if (refused.length === room_ids.length) throw refused[0]
  return results
}

type ForwardContent = Pick<SendRequest, 'content' | 'file' | 'text'>

/** The content to send, or why it can't be forwarded. */
function contentToForward({
  message,
  content: sent,
  ...known
}: KnownMessage): ForwardContent | AppError {
  const file = known.file?.state === 'stored' ? known.file : null
  const kind = sent === null && file ? kindOf(message, file) : undefined
  if (kind instanceof AppError) return kind
  const content = forwardedContent(message, sent, kind)
  if (content === null) return refusal('not_forwardable', 'This message can’t be forwarded.')
  if (hasFile(content.type) && file === null)
    return refusal('media_not_stored', 'The file of this message is not available.')
  // The text of a template is stored only with its message.
  return { content, file, text: content.type === 'template' ? message.content_text : null }
}

function kindOf(
  { content_type, original_filename }: Message,
  file: OutgoingFile,
): MediaKind | AppError {
  const kind = forwardedKind(content_type as MediaKind, file, original_filename)
  return typeof kind === 'string' ? kind : refusal(kind.reason, kind.message)
}

const refusal = (reason: string, message: string) =>
  new AppError('unprocessable', message, { reason })
