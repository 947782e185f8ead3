import Smile from 'lucide-react/icons/smile'
import { lazy } from 'react'
import { loadModule } from '../data/loadModule.ts'
import { useT } from '../i18n/i18n.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { LazyBoundary } from '../ui/LazyBoundary.tsx'
import { Popover } from '../ui/Popover.tsx'

const loadEmoji = () => loadModule(() => import('./EmojiPicker.tsx'))
const EmojiPicker = lazy(() => loadEmoji().then(({ EmojiPicker }) => ({ default: EmojiPicker })))

/** Opens the emoji picker. */
export function EmojiButton({
  onChoose,
  className,
}: {
  onChoose: (emoji: string) => void
  className?: string
}) {
  const t = useT()
  return (
    <Popover
      label={t('composer.emoji')}
      onOpen={() => void loadEmoji().catch(() => {})}
      side="top"
      trigger={
        <IconButton label={t('composer.emoji')} className={className}>
          <Smile size={18} aria-hidden="true" />
        </IconButton>
      }
    >
      {(close) => (
        <LazyBoundary>
          <EmojiPicker
            onChoose={(chosen) => {
              onChoose(chosen)
              close()
            }}
          />
        </LazyBoundary>
      )}
    </Popover>
  )
}
