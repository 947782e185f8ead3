import { clsx } from 'clsx'
import Forward from 'lucide-react/icons/forward'
import type { ReactNode } from 'react'
import type { Message } from '../../protocol/message.ts'
import { useT } from '../i18n/i18n.tsx'
import { AdReferral } from './AdReferral.tsx'
import { isForwarded, isGone } from './metadata.ts'
import { Quote } from './Quote.tsx'

const PICTURES: readonly string[] = ['image', 'video', 'location']
const BARE: readonly string[] = ['sticker', 'unsupported']

/** The bubble around what is said; above it what it answers, and where it comes from. */
export function BubbleFrame({
  message,
  first,
  last,
  children,
}: {
  message: Message
  first: boolean
  last: boolean
  children: ReactNode
}) {
  const t = useT()
  const { direction, status, content_type, reply_to_wa_message_id: answered } = message
  if (BARE.includes(content_type) && !isGone(message)) return <div>{children}</div>
  const ours = direction === 'outgoing'
  const tight = PICTURES.includes(content_type) && !isGone(message)
  const forwarded = isForwarded(message)
  return (
    <div
      className={clsx(
        'relative flow-root w-fit max-w-110 min-w-0 rounded-r4 border',
        tight ? 'p-1' : 'px-3 py-[7px]',
        status === 'failed' && !isGone(message)
          ? 'border-bad-line bg-bad-soft'
          : ours
            ? 'border-out-line bg-out'
            : 'border-in-line bg-in',
        !ours && first && 'rounded-tl-r1',
        ours && last && 'rounded-br-r1',
      )}
    >
      {forwarded && (
        <span
          className={clsx('mb-1 flex items-center gap-1 text-11 text-text-3', tight && 'px-2 pt-1')}
        >
          <Forward size={12} aria-hidden="true" />
          {t('bubble.forwarded')}
        </span>
      )}
      <AdReferral message={message} />
      {answered && (
        <div className={clsx(tight && 'px-[5px] pt-1')}>
          <Quote wamid={answered} within={direction} />
        </div>
      )}
      {children}
    </div>
  )
}
