import { safeFileName } from '../../domain/text.ts'
import type { ContentType } from '../../protocol/message.ts'
import type { InboundMedia, InboundMessage } from '../inbound.ts'
import { clean } from './clean.ts'
import { filled, id, items, type Json, overlong, record, text } from './read.ts'

/** The content of a message, without sender and time. */
export type Content = Pick<
  InboundMessage,
  'contentType' | 'contentText' | 'media' | 'reaction' | 'metadata'
>

/**
 * Reads the part of a message that its `type` names (facts sheet, section 2). If the type is unknown or the part is
 * missing, the content is `unsupported`, with the whole message in `metadata.raw`.
 */
export function readContent(type: unknown, message: Json): Content {
  switch (type) {
    case 'text':
      return readText(message) ?? raw(message)
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker':
      return readMedia(type, message) ?? raw(message)
    case 'location':
    case 'interactive':
    case 'button':
    case 'order':
      return readPart(type, message) ?? raw(message)
    case 'contacts':
      return readCards(message) ?? raw(message)
    case 'reaction':
      return readReaction(message) ?? raw(message)
    case 'system':
      return readSystem(message) ?? raw(message)
    case 'unsupported':
      return content('unsupported', null, readUnsupported(message))
    default:
      return raw(message)
  }
}

function content(
  contentType: ContentType,
  contentText: string | null,
  metadata: Json = {},
): Content {
  return { contentType, contentText, media: null, reaction: null, metadata }
}

function raw(message: Json): Content {
  return content('unsupported', null, { raw: clean(message) })
}

/** A line written by WhatsApp itself. */
function readSystem(message: Json): Content | null {
  const part = record(message.system)
  return part && content('system', text(part.body), { system: clean(part) })
}

/** A message that Meta does not pass on: a poll, a pin, a disappearing message. The sub-type may be missing. */
function readUnsupported(message: Json): Json {
  return record(message.unsupported) ? { unsupported: clean(message.unsupported) } : {}
}

function readText(message: Json): Content | null {
  const body = text(record(message.text)?.body)
  return body === null ? null : content('text', body)
}

function readMedia(type: InboundMedia['mediaType'], message: Json): Content | null {
  const part = record(message[type])
  if (part === null || overlong(part.id)) return null
  const metadata: Json = {}
  if (typeof part.voice === 'boolean') metadata.voice = part.voice
  if (typeof part.animated === 'boolean') metadata.animated = part.animated
  const media: InboundMedia = {
    mediaType: type,
    mediaId: id(part.id),
    mimeType: filled(part.mime_type),
    originalFilename: typeof part.filename === 'string' ? safeFileName(part.filename) : null,
    sha256: filled(part.sha256),
    url: filled(part.url),
  }
  return { ...content(type, filled(part.caption), metadata), media }
}

const PREVIEW = {
  location: (part: Json) => filled(part.name) ?? filled(part.address),
  button: (part: Json) => filled(part.text) ?? filled(part.payload),
  order: (part: Json) => filled(part.text),
  // `{type: "button_reply", button_reply: {title}}`; every kind of reply has this shape.
  interactive(part: Json) {
    const reply = typeof part.type === 'string' ? record(part[part.type]) : null
    return filled(reply?.title) ?? filled(reply?.body)
  },
}

function readPart(type: keyof typeof PREVIEW, message: Json): Content | null {
  const part = record(message[type])
  return part && content(type, PREVIEW[type](part), { [type]: clean(part) })
}

function readCards(message: Json): Content | null {
  const cards = items(message.contacts)
  const name = record(record(cards[0])?.name)
  return cards.length === 0
    ? null
    : content('contacts', filled(name?.formatted_name), { contacts: clean(cards) })
}

/** A removed reaction comes without `emoji`, or with an empty one (facts sheet, section 2). */
function readReaction(message: Json): Content | null {
  const part = record(message.reaction)
  const to = id(part?.message_id)
  return to === null
    ? null
    : { ...content('reaction', null), reaction: { emoji: filled(part?.emoji), to } }
}
