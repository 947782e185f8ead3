import FileText from 'lucide-react/icons/file-text'
import MapPin from 'lucide-react/icons/map-pin'
import type { ReactNode } from 'react'
import type { ChatMessage } from '../../../protocol/simulator.ts'
import { fileSize } from '../../i18n/values.ts'
import { asRecord, asRecords, asText } from '../../thread/metadata.ts'
import { useText } from '../text.ts'

/** Types that are nothing but text. */
const PLAIN: readonly string[] = ['text', 'interactive', 'button', 'template']

/** A message's content besides its text: a file, a location, a contact card. */
export function PhoneContent({ message }: { message: ChatMessage }) {
  const text = useText()
  const { media, type } = message
  if (media) return <PhoneMedia media={media} />
  if (type === 'location') {
    const { name, latitude, longitude } = asRecord(message.content)
    return (
      <Line icon={<MapPin size={16} aria-hidden="true" className="shrink-0 text-bad" />}>
        <a
          href={`https://www.google.com/maps/search/?api=1&query=${latitude},${longitude}`}
          target="_blank"
          rel="noopener noreferrer"
          className="text-accent-text underline underline-offset-2"
        >
          {asText(name) ?? text('place')}
        </a>
      </Line>
    )
  }
  if (type === 'contacts') {
    const [card] = asRecords(message.content)
    return text('cardOf', { name: asText(asRecord(card?.name).formatted_name) ?? '?' })
  }
  if (PLAIN.includes(type) || message.text) return null
  return <i className="text-text-3">{text('kind', { kind: type })}</i>
}

function PhoneMedia({ media }: { media: NonNullable<ChatMessage['media']> }) {
  const text = useText()
  const url = here(media.url)
  const name = media.filename ?? text('file')
  switch (media.kind) {
    case 'image':
      return (
        <img src={url} alt={name} className="-mx-1 mb-1 block max-h-44 rounded-r3 object-cover" />
      )
    case 'sticker':
      return <img src={url} alt={name} className="block size-24 object-contain" />
    case 'video':
      return (
        // biome-ignore lint/a11y/useMediaCaption: what people send has no captions
        <video src={url} controls preload="metadata" className="mb-1 block max-h-44 rounded-r3" />
      )
    case 'audio':
      // biome-ignore lint/a11y/useMediaCaption: what people say has no captions
      return <audio src={url} controls preload="metadata" className="block h-9 w-56" />
    default:
      return (
        <Line icon={<FileText size={16} aria-hidden="true" className="shrink-0 text-text-2" />}>
          <a href={url} download={name} className="text-accent-text underline underline-offset-2">
            {name}
          </a>{' '}
          {media.size > 0 && <span className="text-12 text-text-3">{fileSize(media.size)}</span>}
        </Line>
      )
  }
}

function Line({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <span className="flex items-center gap-2">
      {icon}
      <span className="min-w-0 [overflow-wrap:anywhere]">{children}</span>
    </span>
  )
}

/** The simulator's URLs use the server's own address, but this page may have been opened with another one. */
function here(url: string): string {
  const { pathname } = new URL(url, location.href)
  return pathname.startsWith('/simulator/') ? pathname : url
}
