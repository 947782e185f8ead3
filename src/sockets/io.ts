import type { Server, Socket } from 'socket.io'
import type { ClientToServer, ServerToClient } from '../protocol/events.ts'
import type { Budget } from './frameBudget.ts'
import type { ToTopics } from './nativeAdapter.ts'
import type { BetweenProcesses } from './others.ts'
import type { Session } from './session.ts'

type SocketData = {
  session: Session
  /** Resolves when the socket has all it missed. */
  live: Promise<unknown>
  /** Resolves when the joins and leaves that it asked for have been made. */
  joined: Promise<unknown>
  /** Events that were kept until it is live: see `waiting.ts`. */
  waiting?: number
  /** How much this socket may still say; none while nothing is limited. */
  events?: Budget
}
export type Io = Server<ClientToServer, ServerToClient, BetweenProcesses, SocketData>
export type Client = Socket<ClientToServer, ServerToClient, BetweenProcesses, SocketData>

/** To the sockets of this process in a room (see `topics.ts`): a frame that is made once, for all rooms it goes to. */
export function publishFrame(io: Io, room: string, frame: string): void {
  const adapter = io.of('/').adapter as unknown as ToTopics
  adapter.publishFrame(room, frame)
}
