import Copy from 'lucide-react/icons/copy'
import Reply from 'lucide-react/icons/reply'
import SmilePlus from 'lucide-react/icons/smile-plus'
import { useDeferredValue } from 'react'
import type { Message } from '../../protocol/message.ts'
import { useT } from '../i18n/i18n.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { Popover } from '../ui/Popover.tsx'
import { toast } from '../ui/toast.ts'
import { useThread } from './ThreadContext.tsx'

/** As WhatsApp offers them first. */
const QUICK = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const

/**
 * What can be done with a message; seen when it is pointed at or focused. It is made after the messages themselves, a few
 * milliseconds at a time: a line that only flies past goes without.
 */
export function BubbleActions({ message }: { message: Message }) {
  const made = useDeferredValue(true, false)
  return made && <Actions message={message} />
}

function Actions({ message }: { message: Message }) {
  const t = useT()
  const { reply, react } = useThread()
  const arrived = message.wa_message_id !== null
  const copy = async () => {
    await navigator.clipboard.writeText(message.content_text!)
    toast({ title: t('bubble.copied'), tone: 'ok' })
  }
  return (
    <div className="flex items-center self-center rounded-r3 opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 has-[[aria-expanded=true]]:opacity-100 max-desk:hidden">
      {arrived && (
        <>
          <IconButton size="sm" label={t('bubble.reply')} onClick={() => reply(message)}>
            <Reply size={16} aria-hidden="true" />
          </IconButton>
          <Popover
            label={t('bubble.react')}
            side="top"
            align="center"
            trigger={
              <IconButton size="sm" label={t('bubble.react')}>
                <SmilePlus size={16} aria-hidden="true" />
              </IconButton>
            }
          >
            {(close) => (
              <div className="flex p-1">
                {QUICK.map((emoji) => (
                  <button
                    key={emoji}
                    type="button"
                    aria-label={emoji}
                    onClick={() => {
                      close()
                      react(message, emoji)
                    }}
                    className="grid size-9 place-items-center rounded-r3 text-20 hover:bg-surface-2"
                  >
                    {emoji}
                  </button>
                ))}
              </div>
            )}
          </Popover>
        </>
      )}
      {message.content_text && (
        <IconButton size="sm" label={t('bubble.copy')} onClick={() => void copy()}>
          <Copy size={16} aria-hidden="true" />
        </IconButton>
      )}
    </div>
  )
}
