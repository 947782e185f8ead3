import { clsx } from 'clsx'
import type { MessageStatus } from '../../protocol/message.ts'
import { useT } from '../i18n/i18n.tsx'

type Shape = 'sending' | 'sent' | 'delivered' | 'read' | 'played' | 'failed' | 'unknown'

const SHAPES: Record<MessageStatus, Shape | null> = {
  received: null,
  pending: 'sending',
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  played: 'played',
  failed: 'failed',
  unknown: 'unknown',
}
const TWICE = 'M10.5 2.5 4.7 9.5 1.5 6.3M15 2.5 9.2 9.5l-1-1'

/** The delivery status of an outgoing message: a symbol, with a name for screen readers. */
export function Tick({ status }: { status: MessageStatus }) {
  const t = useT()
  const shape = SHAPES[status]
  if (!shape) return null
  return (
    <svg
      viewBox="0 0 16 12"
      role="img"
      aria-label={t(`tick.${shape}`)}
      strokeLinecap="round"
      strokeLinejoin="round"
      className={clsx(
        'h-3 w-4 shrink-0 fill-none stroke-current',
        shape === 'read' || shape === 'played' ? 'stroke-2 text-accent-text' : 'stroke-[1.5]',
        shape === 'failed' && 'text-bad',
        shape === 'unknown' && 'text-warn',
      )}
    >
      {shape === 'sending' && (
        <>
          <circle cx="8" cy="6" r="4.5" />
          <path d="M8 3.8V6l1.5 1" />
        </>
      )}
      {shape === 'sent' && <path d="M12.5 2.5 6.5 9.5 3.5 6.5" />}
      {(shape === 'delivered' || shape === 'read' || shape === 'played') && <path d={TWICE} />}
      {(shape === 'failed' || shape === 'unknown') && (
        <>
          <circle cx="8" cy="6" r="4.7" />
          {shape === 'failed' ? (
            <path d="M8 3.5v2.8M8 8.5v.01" />
          ) : (
            <path d="M6.7 4.7a1.4 1.4 0 0 1 2.7.5c0 .9-1.4 1-1.4 1.7M8 8.6v.01" />
          )}
        </>
      )}
    </svg>
  )
}
