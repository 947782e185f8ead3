import { useLocation, useNavigate } from '@tanstack/react-router'
import { clsx } from 'clsx'
import Ellipsis from 'lucide-react/icons/ellipsis'
import { useT } from '../i18n/i18n.tsx'
import { Menu } from '../ui/Menu.tsx'
import type { NavItem } from './navItems.ts'

/** The entry of the bottom bar that opens a menu of the pages which have no room in it. */
export function MoreMenu({ places, className }: { places: readonly NavItem[]; className: string }) {
  const t = useT()
  const navigate = useNavigate()
  const path = useLocation({ select: ({ pathname }) => pathname })
  const isCurrent = ({ to }: NavItem) => path === to || path.startsWith(`${to}/`)
  const active = places.some(isCurrent)
  return (
    <Menu
      side="top"
      trigger={
        <button
          type="button"
          aria-current={active || undefined}
          className={clsx(className, active && 'text-accent-text!')}
        >
          <Ellipsis size={20} strokeWidth={1.75} aria-hidden="true" />
          <span className="max-w-full truncate px-0.5">{t('shell.more')}</span>
        </button>
      }
      entries={() =>
        places.map((place) => ({
          kind: 'item',
          key: place.to,
          label: t(place.label),
          icon: <place.icon size={16} strokeWidth={1.75} aria-hidden="true" />,
          current: isCurrent(place),
          onSelect: () => void navigate({ to: place.to }),
        }))
      }
    />
  )
}
