import type { LucideIcon } from 'lucide-react'
import ArchiveX from 'lucide-react/icons/archive-x'
import Cable from 'lucide-react/icons/cable'
import Phone from 'lucide-react/icons/phone'
import ScrollText from 'lucide-react/icons/scroll-text'
import Users from 'lucide-react/icons/users'
import Zap from 'lucide-react/icons/zap'
import type { User } from '../../protocol/user.ts'
import type { PlainKey } from '../i18n/en.ts'

export type Section = { to: string; label: PlainKey; text: PlainKey; icon: LucideIcon }

type Rule = Section & { seenBy: (user: User) => boolean }

const isAdmin = ({ role }: User) => role === 'admin'

/** The management pages, and who sees each. */
const SECTIONS: readonly Rule[] = [
  {
    to: '/manage/users',
    label: 'manage.users',
    text: 'manage.usersText',
    icon: Users,
    seenBy: isAdmin,
  },
  {
    to: '/manage/channels',
    label: 'manage.channels',
    text: 'manage.channelsText',
    icon: Phone,
    seenBy: isAdmin,
  },
  {
    to: '/manage/connection',
    label: 'manage.connection',
    text: 'manage.connectionText',
    icon: Cable,
    seenBy: isAdmin,
  },
  {
    to: '/manage/quick-replies',
    label: 'manage.quickReplies',
    text: 'manage.quickRepliesText',
    icon: Zap,
    seenBy: ({ role }) => role !== 'agent',
  },
  {
    to: '/manage/quarantine',
    label: 'manage.quarantine',
    text: 'manage.quarantineText',
    icon: ArchiveX,
    seenBy: isAdmin,
  },
  {
    to: '/manage/audit',
    label: 'manage.audit',
    text: 'manage.auditText',
    icon: ScrollText,
    seenBy: isAdmin,
  },
]

export const sectionsOf = (user: User): readonly Section[] =>
  SECTIONS.filter(({ seenBy }) => seenBy(user))
