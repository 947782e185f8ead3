import type { User } from '../../protocol/user.ts'
import type { PlainKey } from '../i18n/en.ts'

type Section = { to: string; label: PlainKey; seenBy: (user: User) => boolean }

const isAdmin = ({ role }: User) => role === 'admin'

/** The management pages, and who sees each. */
const SECTIONS: readonly Section[] = [
  { to: '/manage/users', label: 'manage.users', seenBy: isAdmin },
  { to: '/manage/channels', label: 'manage.channels', seenBy: isAdmin },
  { to: '/manage/connection', label: 'manage.connection', seenBy: isAdmin },
  {
    to: '/manage/quick-replies',
    label: 'manage.quickReplies',
    seenBy: ({ role }) => role !== 'agent',
  },
  { to: '/manage/quarantine', label: 'manage.quarantine', seenBy: isAdmin },
  { to: '/manage/audit', label: 'manage.audit', seenBy: isAdmin },
]

export const sectionsOf = (user: User): readonly Section[] =>
  SECTIONS.filter(({ seenBy }) => seenBy(user))
