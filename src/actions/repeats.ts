import { createHash } from 'node:crypto'
import { AppError } from '../protocol/errors.ts'
import type { Message } from '../protocol/message.ts'
import type { Tx } from '../store/database.ts'
import { readRepeat } from '../store/sentMessages.ts'
import { noRoom } from './noRoom.ts'
import type { SendRequest } from './planSends.ts'

/** The parts of a request that identify it. */
export type RequestIdentity = Omit<SendRequest, 'content'> & Partial<Pick<SendRequest, 'content'>>

/**
 * The earlier answer to the same request; null if there was none. For requests that can no longer be stored; for all
 * others `send_group` finds repeats itself.
 * @throws AppError not_found (the caller no longer sees its room), conflict (another request had that client_message_id)
 */
export async function repeatOf(
  tx: Tx,
  request: RequestIdentity,
): Promise<{ message: Message; repeated: true } | null> {
  const key = keyOf(request)
  const prior = key === null ? null : await readRepeat(tx, request.caller, key)
  if (prior === null) return null
  if (!prior.seen) throw noRoom()
  if (prior.hash !== hashOf(request)) throw otherRequest()
  return { message: prior.message, repeated: true }
}

/** The key of a request: its client_message_id. A forward sends to each of several rooms, so there the room is part of it. */
export function keyOf({ envelope, forwarded }: Pick<RequestIdentity, 'envelope' | 'forwarded'>) {
  const id = envelope.client_message_id ?? null
  return id !== null && forwarded ? `${id} ${envelope.room_id}` : id
}

/** Equal for equal requests, even if the messages, rooms and files they name have changed since. */
export function hashOf({
  envelope,
  about,
  content,
  asked,
  file,
  forwarded,
}: RequestIdentity): string {
  const { room_id, to, channel_id, user_id, reply_to_wa_message_id } = envelope
  const target = [about ?? room_id, to, channel_id, user_id, reply_to_wa_message_id].map(
    (one) => one ?? null,
  )
  // By content if possible, since the same file gets a new object name at each upload.
  const sent = asked === undefined ? (file?.sha256 ?? file?.object ?? null) : null
  const what = [target, asked ?? content, sent, forwarded ?? false]
  return createHash('sha256').update(JSON.stringify(what)).digest('hex')
}

export const otherRequest = () =>
  new AppError('conflict', 'This client_message_id belongs to another message.', {
    reason: 'client_message_id',
  })
