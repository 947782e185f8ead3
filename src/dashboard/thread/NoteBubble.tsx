import NotebookPen from 'lucide-react/icons/notebook-pen'
import type { Message } from '../../protocol/message.ts'
import { useT } from '../i18n/i18n.tsx'
import { clock } from '../i18n/time.ts'
import { firstName } from './firstName.ts'
import { TextBody } from './TextBody.tsx'
import { useThread } from './ThreadContext.tsx'

/** An internal note. It looks different, so that nobody takes it for a message to the customer. */
export function NoteBubble({ message }: { message: Message }) {
  const t = useT()
  const { nameOf } = useThread()
  const name = firstName(nameOf(message.user_id) ?? t('row.someone'))
  return (
    <div className="mx-auto w-fit max-w-[76%] pt-3 max-desk:max-w-[88%]">
      <div className="rounded-r4 border border-warn-line bg-warn-soft px-3 py-[7px]">
        <div className="mb-1 flex items-center gap-1 text-11 font-medium text-warn">
          <NotebookPen size={14} aria-hidden="true" className="shrink-0" />
          {t('bubble.note', { name })}
        </div>
        <div className="flow-root">
          <TextBody text={message.content_text ?? ''} />
          <time
            dateTime={message.created_at}
            className="float-right mt-1 -mb-1 ml-3 text-11 text-text-2 tabular-nums"
          >
            {clock(message.created_at)}
          </time>
        </div>
      </div>
    </div>
  )
}
