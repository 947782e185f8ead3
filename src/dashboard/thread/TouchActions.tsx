import Copy from 'lucide-react/icons/copy'
import Ellipsis from 'lucide-react/icons/ellipsis'
import Forward from 'lucide-react/icons/forward'
import Reply from 'lucide-react/icons/reply'
import { useT } from '../i18n/i18n.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { Popover } from '../ui/Popover.tsx'
import type { MessageActions } from './BubbleActions.tsx'
import { QuickReactions } from './QuickReactions.tsx'

/** The actions of a message where there is no hover, behind one button beside it. */
export function TouchActions({ reply, react, copy, forward }: MessageActions) {
  const t = useT()
  const item = (label: string, Icon: typeof Copy, act: () => void) => (
    <button
      type="button"
      onClick={act}
      className="flex h-11 w-full items-center gap-3 rounded-r3 px-3 text-14 hover:bg-surface-2"
    >
      <Icon size={16} aria-hidden="true" />
      {label}
    </button>
  )
  return (
    <Popover
      label={t('bubble.actions')}
      side="top"
      align="center"
      className="p-1"
      trigger={
        <IconButton label={t('bubble.actions')} className="text-text-3!">
          <Ellipsis size={20} aria-hidden="true" />
        </IconButton>
      }
    >
      {(close) => {
        const closing = (act: () => void) => () => {
          close()
          act()
        }
        return (
          <>
            {react && <QuickReactions onChoose={(emoji) => closing(() => react(emoji))()} />}
            {reply && item(t('bubble.reply'), Reply, closing(reply))}
            {copy && item(t('bubble.copy'), Copy, closing(copy))}
            {forward && item(t('bubble.forward'), Forward, closing(forward))}
          </>
        )
      }}
    </Popover>
  )
}
