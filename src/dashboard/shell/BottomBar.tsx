import { Link, useParams } from '@tanstack/react-router'
import { useT } from '../i18n/i18n.tsx'
import { useMe } from '../session/useSession.ts'
import { navItemsOf } from './navItems.ts'
import { UnreadBadge } from './UnreadBadge.tsx'

/** Navigation between pages on a phone. */
export function BottomBar() {
  const t = useT()
  const { roomId } = useParams({ strict: false })
  const places = navItemsOf(useMe())
  // A conversation takes the whole screen; its back arrow returns to the list.
  if (roomId) return null
  return (
    <nav
      aria-label={t('shell.main')}
      className="flex shrink-0 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] desk:hidden"
    >
      {places.map((place) => (
        <Link
          key={place.to}
          to={place.to}
          className="relative grid h-14 min-w-0 flex-1 justify-items-center gap-1 pt-2 text-11 font-medium text-text-2 data-[status=active]:text-accent-text"
        >
          <span className="relative">
            <place.icon size={20} strokeWidth={1.75} aria-hidden="true" />
            {place.to === '/inbox' && <UnreadBadge className="absolute -top-2 left-3" />}
          </span>
          <span className="max-w-full truncate px-0.5">{t(place.label)}</span>
        </Link>
      ))}
    </nav>
  )
}
