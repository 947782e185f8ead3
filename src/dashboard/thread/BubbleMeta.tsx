import { clsx } from 'clsx'
import type { Message } from '../../protocol/message.ts'
import { useT } from '../i18n/i18n.tsx'
import { clock, wholeTime } from '../i18n/time.ts'
import { Tick } from '../ui/Tick.tsx'
import { tip } from '../ui/Tooltip.tsx'
import { isEdited } from './metadata.ts'

/** Time and tick. Floats into the last line of the text. */
export function BubbleMeta({ message, className }: { message: Message; className?: string }) {
  const t = useT()
  return (
    <span
      className={clsx(
        'float-right mt-1 -mb-1 ml-3 inline-flex items-center gap-1 text-11 whitespace-nowrap tabular-nums select-none',
        message.direction === 'outgoing' ? 'text-text-2' : 'text-text-3',
        className,
      )}
    >
      {isEdited(message) && <span>{t('bubble.edited')}</span>}
      <time dateTime={message.created_at} {...tip(wholeTime(message.created_at))}>
        {clock(message.created_at)}
      </time>
      {message.direction === 'outgoing' && <Tick status={message.status} />}
    </span>
  )
}
