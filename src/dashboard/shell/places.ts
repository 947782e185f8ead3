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
import { simulatorOn } from './simulatorOn.ts'

export type Place = { to: string; label: PlainKey; icon: LucideIcon; at: 'top' | 'bottom' }

type Rule = Place & { seenBy: (user: User) => boolean }

/** Where one can go from anywhere: a page is added to the rail, and to the phone's bar, by a line here. */
const PLACES: readonly Rule[] = [
  { to: '/inbox', label: 'shell.inbox', icon: Inbox, at: 'top', seenBy: () => true },
  // `/leads` itself is the API's.
  { to: '/lead-list', label: 'shell.leads', icon: Users, at: 'top', seenBy: () => true },
  { to: '/statistics', label: 'shell.statistics', icon: ChartColumn, at: 'top', seenBy: isStaff },
  // As with leads.
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
    seenBy: () => simulatorOn(),
  },
  {
    to: '/settings',
    label: 'shell.settings',
    icon: SlidersHorizontal,
    at: 'bottom',
    seenBy: () => true,
  },
]

export const placesOf = (user: User): readonly Place[] =>
  PLACES.filter(({ seenBy }) => seenBy(user))
