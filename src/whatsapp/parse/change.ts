import type { InboundChange } from '../inbound.ts'
import { readContent } from './content.ts'
import { id, type Json, record } from './read.ts'

/**
 * What an `edit` or `revoke` message is about (facts sheet, section 2), or null if it does not say: an edit whose new
 * content can't be read takes nothing away.
 */
export function readChange(
  message: Json,
): Pick<InboundChange, 'kind' | 'originalWamid' | 'contentText'> | null {
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
