import { clsx } from 'clsx'
import type { Message } from '../../protocol/message.ts'
import { useT } from '../i18n/i18n.tsx'
import { messagePreview } from '../inbox/messagePreview.ts'
import { titleOf } from '../inbox/titleOf.ts'
import { isRemoved } from './metadata.ts'
import { useThread } from './ThreadContext.tsx'

/** The message that this one replies to. A click scrolls to it. */
export function Quote({ wamid, within }: { wamid: string; within: Message['direction'] }) {
  const t = useT()
  const { messageOf, jumpTo } = useThread()
  const quoted = messageOf(wamid)
  return (
    <button
      type="button"
      onClick={() => jumpTo(wamid)}
      className={clsx(
        '-mx-[5px] mb-1 block w-[calc(100%+10px)] rounded-r2 border-l-3 px-2 py-1 text-left text-12 text-text-2 thumb:min-h-11',
        within === 'outgoing' ? 'bg-out-well' : 'bg-surface-2',
        quoted?.direction === 'incoming' ? 'border-h2' : 'border-accent',
      )}
    >
      <span className="sr-only">{t('bubble.quotes')} </span>
      {quoted ? <Quoted message={quoted} /> : t('bubble.quoteGone')}
    </button>
  )
}

/** The author and the first lines of the quoted message. */
function Quoted({ message }: { message: Message }) {
  const t = useT()
  const { room, nameOf } = useThread()
  const theirs = message.direction === 'incoming'
  const by = theirs ? titleOf(room) : (nameOf(message.user_id) ?? t('bubble.us'))
  const text = isRemoved(message) ? t('kind.deleted') : messagePreview(message, t).text
  return (
    <>
      <b className={clsx('block font-semibold', theirs ? 'text-h2' : 'text-accent-text')}>{by}</b>
      <span dir="auto" className="line-clamp-2 [overflow-wrap:anywhere]">
        {text}
      </span>
    </>
  )
}
