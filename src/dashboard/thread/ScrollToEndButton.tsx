import ChevronDown from 'lucide-react/icons/chevron-down'
import { useT } from '../i18n/i18n.tsx'
import { Badge } from '../ui/Badge.tsx'
import { tip } from '../ui/Tooltip.tsx'

/** Scrolls to the newest message. Shows how many are unread. */
export function ScrollToEndButton({
  shown,
  unread,
  onPress,
}: {
  shown: boolean
  unread: number
  onPress: () => void
}) {
  const t = useT()
  if (!shown) return null
  return (
    <button
      type="button"
      aria-label={t('thread.toEnd')}
      {...tip(t('thread.toEnd'))}
      onClick={onPress}
      className="absolute right-6 bottom-3 grid size-10 place-items-center rounded-full thumb:size-11 border border-line-2 bg-surface text-text-2 shadow-pop hover:bg-surface-2"
    >
      <ChevronDown size={20} aria-hidden="true" />
      {unread > 0 && (
        <span className="absolute -top-2 -right-1">
          <Badge small count={unread} label={t('thread.newMessages', { n: unread })} />
        </span>
      )}
    </button>
  )
}
