import { caption, contactsContent, locationContent, textContent } from '../protocol/cloudApi.ts'
import type { Message } from '../protocol/message.ts'
import { decideOutbound, type MediaKind, type Refusal, takesCaption } from './mediaRules.ts'
import { hasFile, type SentContent } from './outgoing.ts'

/**
 * What a message says, to be said again in another room; null for what can't be: notes, reactions, lines of WhatsApp's own,
 * what was taken away, and words of a customer that are more than Meta takes from us.
 * @param sent what was asked of Meta, if it is one of our own sends
 * @param as the kind that its file goes out as
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
      return wordsOf(text)
    case 'location':
      return locationOf(metadata.location)
    case 'contacts':
      return cardsOf(metadata.contacts)
    default:
      return null
  }
}

/**
 * As what a customer's file goes out: Meta passes on more kinds, and larger ones, than it takes from us. A photo or film that came as
 * a document is what it is.
 */
export function forwardedKind(
  kind: MediaKind,
  { mime, size }: { mime: string; size: number },
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
  if ('reason' in decided || decided.kind === kind || kind === 'document')
    return 'reason' in decided ? decided : decided.kind
  return { reason: 'unsupported_type', message: `WhatsApp takes no such ${kind}: it is ${mime}.` }
}

function wordsOf(text: string | null): SentContent | null {
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

function cardsOf(raw: unknown): SentContent | null {
  const contacts = contactsContent.safeParse(raw)
  return contacts.success ? { type: 'contacts', contacts: contacts.data } : null
}
