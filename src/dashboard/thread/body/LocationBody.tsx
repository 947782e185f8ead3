import MapPin from 'lucide-react/icons/map-pin'
import type { Message } from '../../../protocol/message.ts'
import { useT } from '../../i18n/i18n.tsx'
import { BubbleMeta } from '../BubbleMeta.tsx'
import { asNumber, asRecord, asText } from '../metadata.ts'

/** A location, with a link to a real map. The map is only a drawing: tiles would have to come from another server. */
export function LocationBody({ message }: { message: Message }) {
  const t = useT()
  const part = asRecord(message.metadata.location)
  const latitude = asNumber(part.latitude)
  const longitude = asNumber(part.longitude)
  const name = asText(part.name) ?? message.content_text ?? t('bubble.place')
  const address = asText(part.address)
  const where = `${latitude?.toFixed(5)}, ${longitude?.toFixed(5)}`
  return (
    <a
      href={`https://www.google.com/maps/search/?api=1&query=${latitude},${longitude}`}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={`${t('bubble.map')}: ${name}`}
      className="block w-65 max-w-full"
    >
      <MapDrawing />
      <span className="flow-root px-2 pt-1 pb-0.5">
        <span className="block font-medium wrap-anywhere">{name}</span>
        <span className="text-12 text-text-2 [overflow-wrap:anywhere]">
          {address && address !== name ? address : where}
        </span>
        <BubbleMeta message={message} />
      </span>
    </a>
  )
}

function MapDrawing() {
  return (
    <span className="relative block overflow-hidden rounded-r3">
      <svg
        viewBox="0 0 260 112"
        preserveAspectRatio="xMidYMid slice"
        aria-hidden="true"
        className="block h-28 w-full"
      >
        <rect width="260" height="112" fill="#ebe7dd" />
        <path d="M-10 84C40 70 60 96 110 86s80-34 160-22v60H-10z" fill="#c5d9e8" />
        <path d="M150 6h64v34h-64z" fill="#d3e3cb" />
        <g stroke="#fff" strokeWidth="7" fill="none">
          <path d="M-10 58 270 26M70-10 96 122M190-10l-30 132" />
        </g>
        <g stroke="#fff" strokeWidth="3" fill="none">
          <path d="M-10 24 80 14M120-10l14 60M214 34l20 88M20 0l16 52M96 76l74-8" />
        </g>
      </svg>
      <MapPin
        size={32}
        aria-hidden="true"
        className="absolute top-1/2 left-1/2 -translate-x-1/2 -translate-y-full fill-[#b3282d] text-white"
      />
    </span>
  )
}
