import type {
  ContactsContent,
  LocationContent,
  ReactionContent,
  TextContent,
} from '../protocol/cloudApi.ts'
import type { InteractiveContent } from '../protocol/cloudApiInteractive.ts'
import type { TemplateContent } from '../protocol/cloudApiTemplate.ts'

type Captioned = { caption?: string | undefined }

/**
 * The content of one message in the Cloud API's own shapes (facts sheet, section 6). The media id is missing on purpose:
 * an upload expires after 30 days but a message is kept for ever, so `composeBody` gets the id at send time.
 */
export type OutboundContent =
  | { type: 'text'; text: TextContent }
  | { type: 'image'; image: Captioned }
  | { type: 'video'; video: Captioned }
  | { type: 'document'; document: Captioned & { filename?: string | undefined } }
  | { type: 'audio'; audio: { voice?: boolean | undefined } }
  | { type: 'sticker'; sticker: Record<never, never> }
  | { type: 'location'; location: LocationContent }
  | { type: 'contacts'; contacts: ContactsContent }
  | { type: 'interactive'; interactive: InteractiveContent }
  | { type: 'template'; template: TemplateContent }
  | { type: 'reaction'; reaction: ReactionContent }

/** `waId` is digits without `+`; at least one of the two is known (facts sheet, section 5). */
export type Recipient = { waId: string | null; bsuid: string | null }
