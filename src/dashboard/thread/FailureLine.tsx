import CircleAlert from 'lucide-react/icons/circle-alert'
import type { Message } from '../../protocol/message.ts'
import { useT } from '../i18n/i18n.tsx'
import { tip } from '../ui/Tooltip.tsx'
import { failureOf, WINDOW_CLOSED } from './metadata.ts'
import { useThread } from './ThreadContext.tsx'
import { whyFailed } from './whyFailed.ts'

/** What happened to a message that did not arrive, and what can be done. */
export function FailureLine({ message }: { message: Message }) {
  const t = useT()
  const { retry, remove, chooseTemplate } = useThread()
  const failure = failureOf(message)
  const unknown = message.status === 'unknown'
  const why = unknown ? { text: t('bubble.unknown'), code: '' } : whyFailed(failure, t)
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
        className="font-medium whitespace-nowrap text-accent-text hover:underline max-desk:min-h-11"
      >
        {needsTemplate ? t('bubble.template') : t('bubble.retry')}
      </button>
      <button
        type="button"
        onClick={() => remove(message)}
        className="font-medium text-text-2 hover:underline max-desk:min-h-11"
      >
        {t('bubble.delete')}
      </button>
    </div>
  )
}
