import { Link, useParams } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { useT } from '../i18n/i18n.tsx'
import { useMe } from '../session/useSession.ts'
import { MoreMenu } from './MoreMenu.tsx'
import { navItemsOf } from './navItems.ts'
import { splitForBar } from './splitForBar.ts'
import { UnreadBadge } from './UnreadBadge.tsx'

const PLACE =
  'relative grid h-14 min-w-0 flex-auto justify-items-center gap-1 pt-2 text-11 font-medium text-text-2'

/** Navigation between pages on a phone. */
export function BottomBar() {
  const t = useT()
  const { roomId } = useParams({ strict: false })
  const { shown, more } = splitForBar(navItemsOf(useMe()))
  // A conversation takes the whole screen; its back arrow returns to the list.
  if (roomId) return null
  return (
    <nav
      aria-label={t('shell.main')}
      className="flex shrink-0 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] desk:hidden"
    >
      {shown.map((place) => (
        <Link
          key={place.to}
          to={place.to}
          className={clsx(PLACE, 'data-[status=active]:text-accent-text')}
        >
          <span className="relative">
            <place.icon size={20} strokeWidth={1.75} aria-hidden="true" />
            {place.to === '/inbox' && <UnreadBadge className="absolute -top-2 left-3" />}
          </span>
          <span className="max-w-full truncate px-0.5">{t(place.label)}</span>
        </Link>
      ))}
      {more.length > 0 && <MoreMenu places={more} className={PLACE} />}
    </nav>
  )
}
