import { hasFile } from '../domain/outgoing.ts'
import type { OutboundContent, Recipient } from './outbound.ts'

type Envelope = {
  recipient: Recipient
  /** The wamid that is quoted. */
  replyTo: string | null
  /** `<message id>.<attempt>`: statuses bring it back. At most 512 characters. */
  callback: string
  /** Of the uploaded file, for the kinds that have one. */
  mediaId?: string | undefined
}

/**
 * The body of `POST /{phone_number_id}/messages`, exactly (facts sheet, section 6).
 * @throws Error when there is nobody to send to, or no file for a kind that has one: a fault of the caller.
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
    // A reaction names its message itself.
    ...(replyTo !== null && content.type !== 'reaction' && { context: { message_id: replyTo } }),
    biz_opaque_callback_data: callback,
  }
}

/** Marks an incoming message read; `typing` also shows that an answer is being written, for up to 25 s. */
export function composeRead(wamid: string, typing: boolean): Record<string, unknown> {
  return {
    messaging_product: 'whatsapp',
    status: 'read',
    message_id: wamid,
    ...(typing && { typing_indicator: { type: 'text' } }),
  }
}

/**
 * By phone when it is known: that keeps the phone visible to us. With its `+`, else Meta may put our own country's
 * code before it. A BSUID goes in `recipient`, and without `to` (facts sheet, sections 5 and 6).
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
