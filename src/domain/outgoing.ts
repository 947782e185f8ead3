import type { ContentType } from '../protocol/message.ts'
import type { UnnumberedMessage } from './event.ts'
import { mediaUrl } from './mediaRules.ts'

/** The Cloud API's own part of a send, as `sends.content` keeps it. */
export type SentContent = { type: string; [part: string]: unknown }

/** The file of an outgoing message; it is in the media store already. */
export type OutgoingFile = {
  object: string
  size: number
  mime: string
  sha256: string | null
  filename: string | null
  /** From an earlier upload to Meta, if there was one. */
  graphMediaId?: string | null
  graphUploadedAt?: string | null
  /** The channel that it was uploaded for: the id is valid for that number only. */
  graphChannelId?: string | null
}

/** [O1] Templates may be sent at any time, everything else only within the customer service window. */
export const needsWindow = (type: string) => type !== 'template'

/** [O2] Whether a send is bulk, so that answers go first. */
export const isBulk = (type: string, rooms = 1) => type === 'template' || rooms > 1

type Part = Record<string, unknown>
const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)

/** The text of a message in one line, by its type; incoming messages follow the same rules (`readContent`). */
function preview(content: SentContent): string | null {
  const part = content[content.type] as Part
  switch (content.type) {
    case 'text':
      return textOf(part.body)
    case 'interactive':
      return textOf((part.body as Part | undefined)?.text)
    case 'location':
      return textOf(part.name) ?? textOf(part.address)
    case 'contacts':
      return textOf(((content.contacts as Part[])[0]?.name as Part | undefined)?.formatted_name)
    case 'image':
    case 'video':
    case 'document':
      return textOf(part.caption)
    default:
      return null
  }
}

const WITH_FILE: readonly string[] = ['image', 'video', 'audio', 'document', 'sticker']
/** Whether messages of this type carry a file. */
export const hasFile = (type: string) => WITH_FILE.includes(type)
/** Types that clients can show only with the whole content. */
const IN_METADATA: readonly string[] = ['interactive', 'location', 'contacts', 'template']

function metadataOf(content: SentContent): Record<string, unknown> {
  if (IN_METADATA.includes(content.type)) return { [content.type]: content[content.type] }
  const voice = (content[content.type] as Part | undefined)?.voice
  return content.type === 'audio' && typeof voice === 'boolean' ? { voice } : {}
}

/** An outgoing message as clients will see it, still without `seq`: the database numbers it. */
export function outgoingMessage(asked: {
  id: string
  roomId: string
  userId: string
  clientMessageId: string | null
  replyTo: string | null
  content: SentContent
  file: OutgoingFile | null
  forwarded: boolean
  /** A template's body as the customer reads it, if known. */
  text?: string | null
  /** ISO. */
  at: string
}): UnnumberedMessage {
  const { content, file } = asked
  const reaction = content.type === 'reaction' ? (content.reaction as Part) : null
  return {
    id: asked.id,
    room_id: asked.roomId,
    direction: 'outgoing',
    user_id: asked.userId,
    client_message_id: asked.clientMessageId,
    content_type: content.type as ContentType,
    content_text: asked.text ?? preview(content),
    wa_message_id: null,
    status: 'pending',
    status_timestamp: null,
    reply_to_wa_message_id: asked.replyTo,
    reaction_emoji: reaction ? textOf(reaction.emoji) : null,
    reaction_to_wa_message_id: reaction ? textOf(reaction.message_id) : null,
    media_type: hasFile(content.type) ? content.type : null,
    media_id: null,
    gcs_filename: file?.object ?? null,
    gcs_url: file ? mediaUrl(asked.id) : null,
    file_size: file?.size ?? null,
    mime_type: file?.mime ?? null,
    original_filename: file?.filename ?? null,
    metadata: { ...metadataOf(content), ...(asked.forwarded && { forwarded: true }) },
    created_at: asked.at,
    updated_at: asked.at,
  }
}
