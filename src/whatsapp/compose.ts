import { hasFile } from '../domain/outgoing.ts'
import type { OutboundContent, Recipient } from './outbound.ts'

type Envelope = {
  recipient: Recipient
  /** The wamid of the quoted message. */
  replyTo: string | null
  /** As written by `writeCallback`: Meta repeats it in each status. At most 512 characters. */
  callback: string
  /** The id of the uploaded file, for the types that have one. */
  mediaId?: string | undefined
}

/**
 * The exact body of `POST /{phone_number_id}/messages` (facts sheet, section 6).
 * @throws Error if the recipient is empty, or if a type with a file has no `mediaId`: a bug in the caller.
 */
export function composeBody(
  content: OutboundContent,
  { recipient, replyTo, callback, mediaId }: Envelope,
): Record<string, unknown> {
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...address(recipient),
    type: content.type,
    [content.type]: part(content, mediaId),
    // A reaction carries the wamid of its message itself.
    ...(replyTo !== null && content.type !== 'reaction' && { context: { message_id: replyTo } }),
    biz_opaque_callback_data: callback,
  }
}

/** Marks an incoming message as read. `typing` also shows the customer "typing…" for up to 25 s. */
export function composeRead(wamid: string, typing: boolean): Record<string, unknown> {
  return {
    messaging_product: 'whatsapp',
    status: 'read',
    message_id: wamid,
    ...(typing && { typing_indicator: { type: 'text' } }),
  }
}

/**
 * Prefers the phone: as long as we send to it, Meta keeps showing it to us. It needs the `+`, else Meta may prepend our
 * own country code. A BSUID goes in `recipient`, without `to` (facts sheet, sections 5 and 6).
 */
function address({ waId, bsuid }: Recipient): { to: string } | { recipient: string } {
  if (waId !== null) return { to: `+${waId}` }
  if (bsuid !== null) return { recipient: bsuid }
  throw new Error('neither phone nor user id of the recipient is known')
}

function part(content: OutboundContent, mediaId: string | undefined): unknown {
  const { type, ...rest } = content
  const own = (rest as Record<string, unknown>)[type]
  if (!hasFile(type)) return own
  if (mediaId === undefined) throw new Error(`a message of type ${type} needs its file`)
  return { id: mediaId, ...(own as object) }
}
