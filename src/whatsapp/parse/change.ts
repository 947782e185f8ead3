import type { InboundChange } from '../inbound.ts'
import { readContent } from './content.ts'
import { id, type Json, record } from './read.ts'

/** What an `edit` or `revoke` message is about (facts sheet, section 2), or null if it does not say. */
export function readChange(
  message: Json,
): Pick<InboundChange, 'kind' | 'originalWamid' | 'contentText'> | null {
  const kind = message.type
  if (kind !== 'edit' && kind !== 'revoke') return null
  const part = record(message[kind])
  const originalWamid = id(part?.original_message_id)
  if (originalWamid === null) return null
  const edited = record(part?.message)
  const contentText = edited ? readContent(edited.type, edited).contentText : null
  return { kind, originalWamid, contentText }
}
