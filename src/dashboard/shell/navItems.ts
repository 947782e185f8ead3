import type { LucideIcon } from 'lucide-react'
import ChartColumn from 'lucide-react/icons/chart-column'
import Inbox from 'lucide-react/icons/inbox'
import LayoutTemplate from 'lucide-react/icons/layout-template'
import SlidersHorizontal from 'lucide-react/icons/sliders-horizontal'
import Smartphone from 'lucide-react/icons/smartphone'
import Users from 'lucide-react/icons/users'
import Wrench from 'lucide-react/icons/wrench'
import type { User } from '../../protocol/user.ts'
import type { PlainKey } from '../i18n/en.ts'
import { isStaff } from '../session/useSession.ts'
import { isSimulatorOn } from './isSimulatorOn.ts'

export type NavItem = { to: string; label: PlainKey; icon: LucideIcon; at: 'top' | 'bottom' }

type Rule = NavItem & { seenBy: (user: User) => boolean }

/** The pages of the app. A line here adds one to the rail and to the phone's bottom bar. */
const NAV_ITEMS: readonly Rule[] = [
  { to: '/inbox', label: 'shell.inbox', icon: Inbox, at: 'top', seenBy: () => true },
  // Not `/leads`, which is an API route.
  { to: '/lead-list', label: 'shell.leads', icon: Users, at: 'top', seenBy: () => true },
  { to: '/statistics', label: 'shell.statistics', icon: ChartColumn, at: 'top', seenBy: isStaff },
  // Not `/templates`, for the same reason.
  {
    to: '/template-list',
    label: 'shell.templates',
    icon: LayoutTemplate,
    at: 'top',
    seenBy: () => true,
  },
  {
    to: '/manage',
    label: 'shell.manage',
    icon: Wrench,
    at: 'top',
    seenBy: isStaff,
  },
  {
    to: '/simulator',
    label: 'shell.simulator',
    icon: Smartphone,
    at: 'top',
    seenBy: () => isSimulatorOn(),
  },
  {
    to: '/settings',
    label: 'shell.settings',
    icon: SlidersHorizontal,
    at: 'bottom',
    seenBy: () => true,
  },
]

export const navItemsOf = (user: User): readonly NavItem[] =>
  NAV_ITEMS.filter(({ seenBy }) => seenBy(user))
