import { cutText } from '../../domain/text.ts'
import type { InboundMedia } from '../inbound.ts'
import type { Content } from './content.ts'
import type { Json } from './read.ts'

const MAX_TEXT = 65_536
const MAX_METADATA_BYTES = 65_536
const MAX_KEPT_FIELD_BYTES = 4_096
const MAX_MEDIA_FIELD = 4_096
const MAX_EMOJI = 64

/** Cuts the content to its limits. Returns the same object if nothing had to be cut. */
export function bound(content: Content): Content {
  const contentText = boundText(content.contentText)
  const metadata = boundMetadata(content.metadata)
  const media = boundMedia(content.media)
  const reaction = boundReaction(content.reaction)
  const same =
    contentText === content.contentText &&
    metadata === content.metadata &&
    media === content.media &&
    reaction === content.reaction
  return same
    ? content
    : { ...content, contentText, media, reaction, metadata: { ...metadata, truncated: true } }
}

export function boundText(text: string | null): string | null {
  return text === null ? null : cutText(text, MAX_TEXT)
}

function boundMetadata(metadata: Json): Json {
  if (Object.keys(metadata).length === 0 || bytes(metadata) <= MAX_METADATA_BYTES) return metadata
  const small = Object.entries(metadata).filter(([, value]) => bytes(value) <= MAX_KEPT_FIELD_BYTES)
  return Object.fromEntries(small)
}

function boundMedia(media: InboundMedia | null): InboundMedia | null {
  if (media === null) return null
  const fits = (value: string | null) => value === null || value.length <= MAX_MEDIA_FIELD
  if (fits(media.mimeType) && fits(media.sha256) && fits(media.url)) return media
  return {
    ...media,
    mimeType: fits(media.mimeType) ? media.mimeType : null,
    sha256: fits(media.sha256) ? media.sha256 : null,
    url: fits(media.url) ? media.url : null,
  }
}

function boundReaction(reaction: Content['reaction']): Content['reaction'] {
  if (reaction?.emoji == null || reaction.emoji.length <= MAX_EMOJI) return reaction
  return { ...reaction, emoji: cutText(reaction.emoji, MAX_EMOJI) }
}

function bytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value))
}
