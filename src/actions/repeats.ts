import { createHash } from 'node:crypto'
import { AppError } from '../protocol/errors.ts'
import type { Message } from '../protocol/message.ts'
import type { Tx } from '../store/database.ts'
import { readRepeat } from '../store/sentMessages.ts'
import { noRoom } from './noRoom.ts'
import type { SendRequest } from './planSends.ts'

/** What of a request it is known by. */
export type Asked = Omit<SendRequest, 'content'> & Partial<Pick<SendRequest, 'content'>>

/**
 * What the same request was answered with before; null if there was none. For what can't be stored any more: whatever can,
 * `send_group` asks itself.
 * @throws AppError not_found (its room is not the caller's any more), conflict (another request of that client_message_id)
 */
export async function repeatOf(
  tx: Tx,
  request: Asked,
): Promise<{ message: Message; repeated: true } | null> {
  const key = keyOf(request)
  const prior = key === null ? null : await readRepeat(tx, request.caller, key)
  if (prior === null) return null
  if (!prior.seen) throw noRoom()
  if (prior.hash !== hashOf(request)) throw otherRequest()
  return { message: prior.message, repeated: true }
}

/** One request to several rooms is one send for each of them. */
export function keyOf({ envelope, forwarded }: Pick<Asked, 'envelope' | 'forwarded'>) {
  const id = envelope.client_message_id ?? null
  return id !== null && forwarded ? `${id} ${envelope.room_id}` : id
}

/** The same for the same request, whatever has become of the messages, rooms and files that it names. */
export function hashOf({ envelope, about, content, asked, file, forwarded }: Asked): string {
  const { room_id, to, channel_id, user_id, reply_to_wa_message_id } = envelope
  const target = [about ?? room_id, to, channel_id, user_id, reply_to_wa_message_id].map(
    (one) => one ?? null,
  )
  // The same file is stored under another name each time.
  const sent = asked === undefined ? (file?.sha256 ?? file?.object ?? null) : null
  const what = [target, asked ?? content, sent, forwarded ?? false]
  return createHash('sha256').update(JSON.stringify(what)).digest('hex')
}

export const otherRequest = () =>
  new AppError('conflict', 'This client_message_id belongs to another message.', {
    reason: 'client_message_id',
  })
