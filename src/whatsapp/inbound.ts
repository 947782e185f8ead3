import type { Ids } from '../domain/identity.ts'
import type { ContentType } from '../protocol/message.ts'

/** The business number a webhook came to (`value.metadata`). */
export type InboundChannel = {
  phoneNumberId: string
  displayPhoneNumber: string | null
  wabaId: string | null
}

/**
 * The customer as one webhook describes them. At least one of the three ids is present.
 * `waId` is digits without `+`; a BSUID is opaque and never normalised (facts sheet, section 5).
 */
export type Sender = Ids & { profileName: string | null; username: string | null }

export type InboundMedia = {
  mediaType: 'image' | 'video' | 'audio' | 'document' | 'sticker'
  mediaId: string | null
  mimeType: string | null
  originalFilename: string | null
  sha256: string | null
  url: string | null
}

/** One incoming (or echoed) message, cleaned: well-formed Unicode, no NUL, sizes bounded. */
export type InboundMessage = {
  kind: 'message'
  channel: InboundChannel
  sender: Sender
  /** `outgoing` for what our own people wrote in the phone app (`smb_message_echoes`). */
  direction: 'incoming' | 'outgoing' | 'system'
  wamid: string
  /** Meta's time in ms, whole seconds, never after `now`. */
  createdAt: number
  contentType: ContentType
  contentText: string | null
  replyTo: string | null
  reaction: { emoji: string | null; to: string } | null
  media: InboundMedia | null
  metadata: Record<string, unknown>
  /** A change of number or BSUID that a `system` message announces. */
  identityChange: IdentityChange | null
}

/** A customer changed their number or BSUID. Their room stays the same. */
export type IdentityChange = { previous: Ids; current: Ids }

/** A status of one of our messages (facts sheet, section 3). */
export type InboundStatus = {
  kind: 'status'
  channel: InboundChannel
  wamid: string
  status: 'sent' | 'delivered' | 'read' | 'played' | 'failed'
  /** Meta's time in ms, never after `now`. */
  at: number
  /** `biz_opaque_callback_data`, for `readCallback`; null if none came back. */
  callback: string | null
  error: InboundError | null
  /** The recipient if the status names both phone and BSUID: proof that the two belong to one person. */
  recipient: Sender | null
}

export type InboundError = { code: number; title: string | null; details: string | null }

/** An edit or a revocation of a message that the customer sent before (facts sheet, section 2). */
export type InboundMessageChange = {
  kind: 'edit' | 'revoke'
  channel: InboundChannel
  sender: Sender
  /** The wamid of the webhook's own message. */
  wamid: string
  originalWamid: string
  /** Meta's time in ms, never after `now`. */
  at: number
  contentText: string | null
}

/** `user_id_update`: an identity change that comes without a message. */
type InboundIdentity = {
  kind: 'identity'
  channel: InboundChannel | null
  sender: Sender
  change: IdentityChange
}

/** Anything else, kept as it came. `hash` is SHA-256 (hex) over field and value, so that a redelivery is kept once. */
export type InboundOther = {
  kind: 'other'
  field: string
  wabaId: string | null
  phoneNumberId: string | null
  hash: string
  value: unknown
}

export type Inbound =
  | InboundMessage
  | InboundStatus
  | InboundMessageChange
  | InboundIdentity
  | InboundOther
