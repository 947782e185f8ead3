import { createHash } from 'node:crypto'
import type { UnnumberedMessage } from '../domain/event.ts'
import type { GroupInput } from '../store/ingestGroup.ts'
import { readCallback } from '../whatsapp/callback.ts'
import type {
  Inbound,
  InboundChannel,
  InboundMessage,
  InboundMessageChange,
  InboundOther,
  InboundStatus,
  Sender,
} from '../whatsapp/inbound.ts'
import { errorFromStatus } from '../whatsapp/sentError.ts'

const iso = (ms: number) => new Date(ms).toISOString()

/** The message as clients will see it, still without `seq`: the database numbers it. */
export function planMessage(
  inbound: InboundMessage,
  { id, roomId, now }: { id: string; roomId: string; now: number },
): UnnumberedMessage {
  const echoed = inbound.direction === 'outgoing'
  return {
    id,
    room_id: roomId,
    direction: inbound.direction,
    user_id: null,
    client_message_id: null,
    content_type: inbound.contentType,
    content_text: inbound.contentText,
    wa_message_id: inbound.wamid,
    status: echoed ? 'sent' : 'received',
    status_timestamp: echoed ? iso(inbound.createdAt) : null,
    reply_to_wa_message_id: inbound.replyTo,
    reaction_emoji: inbound.reaction?.emoji ?? null,
    reaction_to_wa_message_id: inbound.reaction?.to ?? null,
    media_type: inbound.media?.mediaType ?? null,
    media_id: inbound.media?.mediaId ?? null,
    gcs_filename: null,
    gcs_url: null,
    file_size: null,
    mime_type: inbound.media?.mimeType ?? null,
    original_filename: inbound.media?.originalFilename ?? null,
    metadata: inbound.metadata,
    created_at: iso(inbound.createdAt),
    updated_at: iso(now),
  }
}

export function planStatus(status: InboundStatus): GroupInput['statuses'][number] {
  const ours = status.callback === null ? null : readCallback(status.callback)
  return {
    wamid: status.wamid,
    message_id: ours?.messageId ?? null,
    attempt: ours?.attempt ?? null,
    status: status.status,
    at: iso(status.at),
    error: status.error && errorFromStatus(status.error),
    update: status,
  }
}

export function planMessageChange(
  change: InboundMessageChange,
): GroupInput['messageChanges'][number] {
  return {
    original_wamid: change.originalWamid,
    kind: change.kind,
    at: iso(change.at),
    content_text: change.contentText,
    update: change,
  }
}

export function planOther(other: InboundOther): GroupInput['others'][number] {
  return {
    // Two accounts may get the same update; both are kept.
    hash: createHash('sha256')
      .update(`${other.wabaId}\0${other.phoneNumberId}\0${other.hash}`)
      .digest('hex'),
    field: other.field,
    waba_id: other.wabaId,
    phone_number_id: other.phoneNumberId,
    value: other.value,
  }
}

/** The customer an update names, if any, by the new ids if it announces a change: changes are settled first. */
export function senderOf(item: Inbound): { sender: Sender; channel: InboundChannel } | null {
  if (item.kind === 'message') return { sender: presentSender(item), channel: item.channel }
  if (item.kind === 'status' && item.recipient !== null)
    return { sender: item.recipient, channel: item.channel }
  return null
}

export function presentSender({ sender, identityChange }: InboundMessage): Sender {
  if (identityChange === null) return sender
  const { waId, bsuid, parentBsuid } = identityChange.current
  return waId === null && bsuid === null ? sender : { ...sender, waId, bsuid, parentBsuid }
}
