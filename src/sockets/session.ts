import type { Role } from '../protocol/user.ts'

/**
 * Who a socket is. It is `catching_up` from the handshake until it has all it missed, then `live`; `ended` is final.
 * Live events reach it only when it is live: that is when it joins its topics.
 */
export type Session = {
  readonly userId: string
  readonly name: string
  readonly email: string
  readonly lastSeenAt: string | null
  /** The sign-in that its token came from. */
  familyId: string
  role: Role
  /** When the access token ends (ms). */
  expiresAt: number
  state: 'catching_up' | 'live' | 'ended'
  /** The last place of the log that this socket was told by `session_ready` or `cursor`. */
  toldPosition: number
}
