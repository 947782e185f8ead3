import { Link } from '@tanstack/react-router'
import { useT } from '../i18n/i18n.tsx'
import { useMe } from '../session/useSession.ts'
import { AccountMenu } from './AccountMenu.tsx'
import { Logo } from './Logo.tsx'
import { placesOf } from './places.ts'
import { RailLink } from './RailLink.tsx'
import { ThemeButton } from './ThemeButton.tsx'

/** The way between pages, on the left; on a phone BottomBar takes its place. */
export function Rail() {
  const t = useT()
  const places = placesOf(useMe())
  return (
    <nav
      aria-label={t('shell.main')}
      className="flex w-(--rail) flex-col items-center gap-1 border-r border-line bg-bg py-3 max-desk:hidden"
    >
      <Link to="/inbox" aria-label="ruang" className="mb-4 rounded-r3">
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
