import { Link } from '@tanstack/react-router'
import { useT } from '../i18n/i18n.tsx'
import { useMe } from '../session/useSession.ts'
import { AccountMenu } from './AccountMenu.tsx'
import { Logo } from './Logo.tsx'
import { navItemsOf } from './navItems.ts'
import { RailLink } from './RailLink.tsx'
import { ThemeButton } from './ThemeButton.tsx'

/** Navigation between pages, on the left. On a phone, BottomBar replaces it. */
export function Rail() {
  const t = useT()
  const places = navItemsOf(useMe())
  return (
    <nav
      aria-label={t('shell.main')}
      className="flex w-(--rail) flex-col items-center gap-1 border-r border-line bg-bg pt-3 pb-[max(12px,env(safe-area-inset-bottom))] max-desk:hidden"
    >
      <Link
        to="/inbox"
        aria-label="ruang"
        className="mb-4 grid place-items-center rounded-r3 thumb:size-11"
      >
        <Logo />
      </Link>
      {places
        .filter(({ at }) => at === 'top')
        .map((place) => (
          <RailLink key={place.to} place={place} />
        ))}
      <span className="flex-1" />
      <ThemeButton />
      {places
        .filter(({ at }) => at === 'bottom')
        .map((place) => (
          <RailLink key={place.to} place={place} />
        ))}
      <AccountMenu />
    </nav>
  )
}
