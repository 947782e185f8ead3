import Copy from 'lucide-react/icons/copy'
import Forward from 'lucide-react/icons/forward'
import Reply from 'lucide-react/icons/reply'
import SmilePlus from 'lucide-react/icons/smile-plus'
import { useDeferredValue } from 'react'
import type { Message } from '../../protocol/message.ts'
import { copyText } from '../data/copyText.ts'
import { useT } from '../i18n/i18n.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { Popover } from '../ui/Popover.tsx'
import { useTouchLayout } from '../ui/useNarrow.ts'
import { isForwardable } from './isForwardable.ts'
import { QuickReactions } from './QuickReactions.tsx'
import { useThread } from './ThreadContext.tsx'
import { TouchActions } from './TouchActions.tsx'

/** The actions of one message. An action that is not possible is undefined and gets no button. */
export type MessageActions = {
  reply: (() => void) | undefined
  react: ((emoji: string) => void) | undefined
  copy: (() => void) | undefined
  forward: (() => void) | undefined
}

/**
 * The actions of a message. They render deferred, a few milliseconds after the message itself, so that messages that
 * only fly past while scrolling cost nothing for them.
 */
export function BubbleActions({ message }: { message: Message }) {
  const made = useDeferredValue(true, false)
  return made && <Actions message={message} />
}

function Actions({ message }: { message: Message }) {
  const t = useT()
  const { reply, react, forward } = useThread()
  const touch = useTouchLayout()
  const { content_text: text, wa_message_id: wamid } = message
  const forwardable = isForwardable(message)
  if (!wamid && !text && !forwardable) return null
  const actions: MessageActions = {
    // A message without a wamid has not reached WhatsApp, so nothing can refer to it.
    reply: wamid ? () => reply(message) : undefined,
    react: wamid ? (emoji) => react(message, emoji) : undefined,
    copy: text ? () => void copyText(text, t('bubble.copied')) : undefined,
    forward: forwardable ? () => forward(message) : undefined,
  }
  return touch ? <TouchActions {...actions} /> : <HoverActions {...actions} />
}

/** Shown while the message is hovered or has focus. */
function HoverActions({ reply, react, copy, forward }: MessageActions) {
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
      {forward && (
        <IconButton size="sm" label={t('bubble.forward')} onClick={forward}>
          <Forward size={16} aria-hidden="true" />
        </IconButton>
      )}
    </div>
  )
}
