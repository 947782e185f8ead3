import type { Role, User } from '../protocol/user.ts'

/** A colleague as the database has them. */
export type UserFacts = {
  id: string
  email: string
  name: string
  role: Role
  disabled: boolean
  /** ISO 8601. */
  lastSeenAt: string | null
  /** Whether a socket of theirs is connected, to any process. */
  online: boolean
}

/** What a viewer of that role may know of a colleague: e-mail addresses are for admins. */
export function buildUser(user: UserFacts, viewer: { role: Role }): User {
  return {
    id: user.id,
    ...(viewer.role === 'admin' && { email: user.email }),
    name: user.name,
    role: user.role,
    disabled: user.disabled,
    status: user.online ? 'online' : 'offline',
    last_seen_at: user.lastSeenAt,
  }
}
