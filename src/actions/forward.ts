import type { z } from 'zod'
import { forwardedContent, forwardedKind } from '../domain/forwarding.ts'
import type { MediaKind } from '../domain/mediaRules.ts'
import { hasFile, type OutgoingFile } from '../domain/outgoing.ts'
import type { Actor } from '../domain/participation.ts'
import { AppError } from '../protocol/errors.ts'
import type { Message } from '../protocol/message.ts'
import type { Forwarded, forwardMessage } from '../protocol/sending.ts'
import { readMessage } from '../store/sentMessages.ts'
import type { ActionContext } from './context.ts'
import { noMessage } from './noMessage.ts'
import type { SendMessage } from './send.ts'

/**
 * Sends what a message says to other rooms. Each room is decided by itself; when none takes it, that is the answer.
 * @throws AppError not_found (the message), unprocessable (it can't be forwarded, or its file is not here), or why the first
 * room refused, if all did
 */
export async function forward(
  { ctx, send }: { ctx: ActionContext; send: SendMessage },
  caller: Actor,
  { message_id, room_ids, ...envelope }: z.infer<typeof forwardMessage>,
): Promise<Forwarded[]> {
  const known = await readMessage(ctx.sql, caller, message_id)
  if (!known) throw noMessage()
  const file = known.file?.state === 'stored' ? known.file : null
  const as = known.content === null && file ? kindOf(known.message, file) : undefined
  const content = forwardedContent(known.message, known.content, as)
  if (content === null) throw refusal('not_forwardable', 'This message can’t be forwarded.')
  if (hasFile(content.type) && file === null) {
    throw refusal('media_not_stored', 'The file of this message is not here.')
  }
  const refused: unknown[] = []
  const results = await Promise.all(
    room_ids.map(async (room_id): Promise<Forwarded> => {
      try {
        const sent = await send({
          caller,
          envelope: { ...envelope, room_id },
          content,
          file,
          forwarded: true,
          rooms: room_ids.length,
          // What a template says is known by its message alone.
          text: content.type === 'template' ? known.message.content_text : null,
        })
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

function kindOf({ content_type }: Message, file: OutgoingFile): MediaKind {
  const kind = forwardedKind(content_type as MediaKind, file)
  if (typeof kind === 'string') return kind
  throw refusal(kind.reason, kind.message)
}

const refusal = (reason: string, message: string) =>
  new AppError('unprocessable', message, { reason })
