import type { Role, User } from '../protocol/user.ts'

/** A user as the database has it. */
export type UserFacts = {
  id: string
  email: string
  name: string
  role: Role
  disabled: boolean
  /** ISO 8601. */
  lastSeenAt: string | null
  /** Whether one of their sockets is connected, to any process. */
  online: boolean
}

/** A user as a viewer of that role may see it: e-mail addresses are for admins. */
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
