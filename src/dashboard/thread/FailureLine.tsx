import CircleAlert from 'lucide-react/icons/circle-alert'
import type { Message } from '../../protocol/message.ts'
import { useT } from '../i18n/i18n.tsx'
import { tip } from '../ui/Tooltip.tsx'
import { describeFailure } from './describeFailure.ts'
import { failureOf, WINDOW_CLOSED } from './metadata.ts'
import { useThread } from './ThreadContext.tsx'

/** Why a message was not delivered, with buttons to retry or delete it. */
export function FailureLine({ message }: { message: Message }) {
  const t = useT()
  const { retry, remove, chooseTemplate } = useThread()
  const failure = failureOf(message)
  const unknown = message.status === 'unknown'
  const why = unknown ? { text: t('bubble.unknown'), code: '' } : describeFailure(failure, t)
  const needsTemplate = failure.code === WINDOW_CLOSED
  return (
    <div
      role="alert"
      className={`mt-1 flex items-center gap-2 text-12 ${unknown ? 'text-warn' : 'text-bad'}`}
    >
      <CircleAlert size={14} aria-hidden="true" className="-mr-1 shrink-0" />
      <span {...(failure.advice && tip(failure.advice))}>
        {why.text}
        <span className="tabular-nums">{why.code}</span>
      </span>
      <button
        type="button"
        onClick={() => (needsTemplate ? chooseTemplate() : retry(message))}
        className="font-medium whitespace-nowrap text-accent-text hover:underline thumb:min-h-11 thumb:min-w-11"
      >
        {needsTemplate ? t('bubble.template') : t('bubble.retry')}
      </button>
      <button
        type="button"
        onClick={() => remove(message)}
        className="font-medium text-text-2 hover:underline thumb:min-h-11 thumb:min-w-11"
      >
        {t('bubble.delete')}
      </button>
    </div>
  )
}
