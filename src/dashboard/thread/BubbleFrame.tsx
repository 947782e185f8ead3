import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import type { Message } from '../../protocol/message.ts'
import { AdReferral } from './AdReferral.tsx'
import { isRemoved } from './metadata.ts'
import { Provenance } from './Provenance.tsx'
import { Quote } from './Quote.tsx'

const PICTURES: readonly string[] = ['image', 'video', 'location']
const BARE: readonly string[] = ['sticker', 'unsupported']

/** The bubble around a message's content, with the quoted message and the ad or "forwarded" label above it. */
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
  const { direction, status, content_type, reply_to_wa_message_id: answered } = message
  if (BARE.includes(content_type) && !isRemoved(message))
    return (
      <div>
        <Provenance message={message} />
        {children}
      </div>
    )
  const ours = direction === 'outgoing'
  const tight = PICTURES.includes(content_type) && !isRemoved(message)
  return (
    <div
      className={clsx(
        'relative flow-root w-fit max-w-110 min-w-0 rounded-r4 border',
        tight ? 'p-1' : 'px-3 py-[7px]',
        status === 'failed' && !isRemoved(message)
          ? 'border-bad-line bg-bad-soft'
          : ours
            ? 'border-out-line bg-out'
            : 'border-in-line bg-in',
        !ours && first && 'rounded-tl-r1',
        ours && last && 'rounded-br-r1',
      )}
    >
      <Provenance message={message} tight={tight} />
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
