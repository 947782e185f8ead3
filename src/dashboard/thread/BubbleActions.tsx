import Copy from 'lucide-react/icons/copy'
import Reply from 'lucide-react/icons/reply'
import SmilePlus from 'lucide-react/icons/smile-plus'
import { useDeferredValue } from 'react'
import type { Message } from '../../protocol/message.ts'
import { copy } from '../data/copy.ts'
import { useT } from '../i18n/i18n.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { Popover } from '../ui/Popover.tsx'
import { useNarrow } from '../ui/useNarrow.ts'
import { PhoneActions } from './PhoneActions.tsx'
import { QuickReactions } from './QuickReactions.tsx'
import { useThread } from './ThreadContext.tsx'

/** What can be done with one message; what cannot is not there. */
export type MessageActions = {
  reply: (() => void) | undefined
  react: ((emoji: string) => void) | undefined
  copy: (() => void) | undefined
}

/**
 * What can be done with a message. It is made after the messages themselves, a few milliseconds at a time: a line that only
 * flies past goes without.
 */
export function BubbleActions({ message }: { message: Message }) {
  const made = useDeferredValue(true, false)
  return made && <Actions message={message} />
}

function Actions({ message }: { message: Message }) {
  const t = useT()
  const { reply, react } = useThread()
  const narrow = useNarrow()
  const { content_text: text, wa_message_id: wamid } = message
  if (!wamid && !text) return null
  const actions: MessageActions = {
    // What has not arrived at WhatsApp cannot be referred to.
    reply: wamid ? () => reply(message) : undefined,
    react: wamid ? (emoji) => react(message, emoji) : undefined,
    copy: text ? () => void copy(text, t('bubble.copied')) : undefined,
  }
  return narrow ? <PhoneActions {...actions} /> : <DeskActions {...actions} />
}

/** Seen when the message is pointed at or focused. */
function DeskActions({ reply, react, copy }: MessageActions) {
  const t = useT()
  return (
    <div className="flex items-center self-center rounded-r3 opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 has-[[aria-expanded=true]]:opacity-100">
      {reply && (
        <IconButton size="sm" label={t('bubble.reply')} onClick={reply}>
          <Reply size={16} aria-hidden="true" />
        </IconButton>
      )}
      {react && (
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
            <QuickReactions
              onChoose={(emoji) => {
                close()
                react(emoji)
              }}
            />
          )}
        </Popover>
      )}
      {copy && (
        <IconButton size="sm" label={t('bubble.copy')} onClick={copy}>
          <Copy size={16} aria-hidden="true" />
        </IconButton>
      )}
    </div>
  )
}
