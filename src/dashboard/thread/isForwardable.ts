import { isStored } from '../../client/withOutgoing.ts'
import { MEDIA_KINDS, type MediaKind, OUTBOUND, outboundKind } from '../../protocol/files.ts'
import type { Message } from '../../protocol/message.ts'
import { asNumber, asRecord, asRecords, isRemoved } from './metadata.ts'

/** The longest text and caption that WhatsApp takes from us. */
const LONGEST = { text: 4096, caption: 1024 }

/** Whether the server forwards a message, as far as it can be seen here: the server looks closer, and has the last word. */
export function isForwardable(message: Message): boolean {
  const { content_type: type, direction, user_id, metadata } = message
  if (isRemoved(message) || !isStored(message)) return false
  if (direction !== 'incoming' && direction !== 'outgoing') return false
  if (isFile(type) && message.gcs_url === null) return false
  // What we wrote is sent again as it was. What others wrote, also in the phone app, may be more than we can send.
  if (direction === 'outgoing' && user_id !== null) return type !== 'reaction'
  if (isFile(type)) return isAccepted(message, type)
  switch (type) {
    case 'text':
    case 'button':
    case 'interactive':
      return fits(message.content_text ?? '', LONGEST.text)
    case 'location':
      return asNumber(asRecord(metadata.location).latitude) !== null
    case 'contacts':
      return asRecords(metadata.contacts).length > 0
    default:
      return false
  }
}

const isFile = (type: string): type is MediaKind =>
  (MEDIA_KINDS as readonly string[]).includes(type)

/** A photo or a video that came as a document goes out as what it is. */
function isAccepted({ mime_type, file_size, content_text }: Message, kind: MediaKind): boolean {
  const mime = mime_type ?? ''
  const as = outboundKind(mime.split(';')[0]!)
  if (as === null || (as !== kind && kind !== 'document')) return false
  if (as === 'audio' && mime.startsWith('audio/ogg') && !mime.includes('opus')) return false
  if (file_size === 0 || (file_size ?? 0) > OUTBOUND[as].maxBytes) return false
  const captioned = content_text !== null && as !== 'audio' && as !== 'sticker'
  return !captioned || fits(content_text, LONGEST.caption)
}

const fits = (text: string, most: number) => text.trim() !== '' && text.length <= most
