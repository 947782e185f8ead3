import { caption, contactsContent, locationContent, textContent } from '../protocol/cloudApi.ts'
import type { MediaKind } from '../protocol/files.ts'
import type { Message } from '../protocol/message.ts'
import { decideOutbound, isProgram, type Refusal, takesCaption } from './mediaRules.ts'
import { hasFile, type SentContent } from './outgoing.ts'

/**
 * The content of a message, to be sent to another room. Null if it can't be forwarded: notes, reactions, system lines,
 * revoked or deleted messages, and customers' content beyond the limits of our own sends.
 * @param sent the original content if the message is one of our own sends
 * @param as the kind that its file is sent as
 */
export function forwardedContent(
  message: Message,
  sent: SentContent | null,
  as?: MediaKind,
): SentContent | null {
  const { content_type: type, content_text: text, metadata } = message
  const isGone = 'revoked' in metadata || 'deleted' in metadata
  if (isGone || (message.direction !== 'incoming' && message.direction !== 'outgoing')) return null
  if (sent !== null) return type === 'reaction' ? null : sent
  if (hasFile(type)) return fileOf(message, as ?? (type as MediaKind))
  switch (type) {
    case 'text':
    case 'button':
    case 'interactive':
      return textOf(text)
    case 'location':
      return locationOf(metadata.location)
    case 'contacts':
      return contactsOf(metadata.contacts)
    default:
      return null
  }
}

/**
 * The kind that a customer's file is forwarded as, or why it can't be: Meta delivers more types and larger files than it
 * accepts. An image or video that came as a document goes out as what it is. [F1] A document named as a program is refused.
 */
export function forwardedKind(
  kind: MediaKind,
  { mime, size }: { mime: string; size: number },
  fileName: string | null = null,
): MediaKind | Refusal {
  const decided = decideOutbound(
    {
      mime: mime.split(';')[0]!,
      size,
      animated: true,
      audioCodec: mime.includes('opus') ? 'opus' : null,
      videoCodec: null,
    },
    { type: null, fileName: null },
  )
  if ('reason' in decided) return decided
  if (decided.kind === 'document' && isProgram(fileName))
    return { reason: 'type_mismatch', message: 'The file claims to be a program.' }
  if (decided.kind === kind || kind === 'document') return decided.kind
  return {
    reason: 'unsupported_type',
    message: `WhatsApp does not accept this ${kind}: it is ${mime}.`,
  }
}

function textOf(text: string | null): SentContent | null {
  const words = textContent.safeParse({ body: text })
  return words.success ? { type: 'text', text: words.data } : null
}

function fileOf(message: Message, kind: MediaKind): SentContent | null {
  const { content_text: text, original_filename: filename } = message
  const captioned = takesCaption(kind) && text !== null
  if (captioned && !caption.safeParse(text).success) return null
  const part = {
    ...(captioned && { caption: text }),
    ...(kind === 'document' && filename !== null && { filename }),
    ...(kind === 'audio' && message.metadata.voice === true && { voice: true }),
  }
  return { type: kind, [kind]: part }
}

function locationOf(raw: unknown): SentContent | null {
  if (typeof raw !== 'object' || raw === null) return null
  const { latitude, longitude, name, address } = raw as Record<string, unknown>
  const place = {
    latitude,
    longitude,
    ...(name !== '' && { name }),
    ...(address !== '' && { address }),
  }
  const location = locationContent.safeParse(JSON.parse(JSON.stringify(place)))
  return location.success ? { type: 'location', location: location.data } : null
}

function contactsOf(raw: unknown): SentContent | null {
  const contacts = contactsContent.safeParse(raw)
  return contacts.success ? { type: 'contacts', contacts: contacts.data } : null
}
