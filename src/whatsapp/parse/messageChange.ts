import type { InboundMessageChange } from '../inbound.ts'
import { readContent } from './content.ts'
import { id, type Json, record } from './read.ts'

/**
 * Reads an `edit` or `revoke` message (facts sheet, section 2). Null if it names no message, or if the new content of an
 * edit can't be read: then the old content stays.
 */
export function readMessageChange(
  message: Json,
): Pick<InboundMessageChange, 'kind' | 'originalWamid' | 'contentText'> | null {
  const kind = message.type
  if (kind !== 'edit' && kind !== 'revoke') return null
  const part = record(message[kind])
  const originalWamid = id(part?.original_message_id)
  if (originalWamid === null) return null
  if (kind === 'revoke') return { kind, originalWamid, contentText: null }
  const edited = record(part?.message)
  const content = edited && readContent(edited.type, edited)
  if (!content || content.contentType === 'unsupported') return null
  return { kind, originalWamid, contentText: content.contentText }
}
