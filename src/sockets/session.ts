import type { Role } from '../protocol/user.ts'

/**
 * The signed-in user of a socket. `catching_up` from the handshake until the replay is done, then `live`; `ended` is
 * final. Live events reach it only from `live` on, because only then does it join its topics.
 */
export type Session = {
  readonly userId: string
  readonly name: string
  readonly email: string
  readonly lastSeenAt: string | null
  /** The sign-in (token family) that its token belongs to. */
  familyId: string
  role: Role
  /** When the access token expires (ms). */
  expiresAt: number
  state: 'catching_up' | 'live' | 'ended'
  /** The log position last sent to this socket by `session_ready` or `cursor`. */
  sentPosition: number
}
