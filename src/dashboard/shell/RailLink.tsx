import { Link } from '@tanstack/react-router'
import { useT } from '../i18n/i18n.tsx'
import { tip } from '../ui/Tooltip.tsx'
import type { NavItem } from './navItems.ts'
import { UnreadBadge } from './UnreadBadge.tsx'

export function RailLink({ place }: { place: NavItem }) {
  const t = useT()
  const label = t(place.label)
  return (
    <Link
      to={place.to}
      {...tip(label)}
      className="relative grid size-10 place-items-center rounded-r3 text-text-2 thumb:size-11 transition-colors hover:bg-surface-3 data-[status=active]:bg-accent-soft-2 data-[status=active]:text-accent-text"
    >
      <place.icon size={20} strokeWidth={1.75} aria-hidden="true" />
      <span className="sr-only">{label}</span>
      {place.to === '/inbox' && (
        <UnreadBadge className="absolute top-0 -right-0.5 shadow-[0_0_0_2px_var(--bg)]" />
      )}
    </Link>
  )
}
