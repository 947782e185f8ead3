import type { Server, Socket } from 'socket.io'
import type { ClientToServer, ServerToClient } from '../protocol/events.ts'
import type { Budget } from './frameBudget.ts'
import type { ToTopics } from './nativeAdapter.ts'
import type { BetweenProcesses } from './otherProcesses.ts'
import type { Session } from './session.ts'

type SocketData = {
  session: Session
  /** Resolves once the socket has caught up. */
  live: Promise<unknown>
  /** Resolves once all joins and leaves requested so far are done. */
  joined: Promise<unknown>
  /** Number of events that wait until the socket is live: see `waiting.ts`. */
  waiting?: number
  /** The limit of this socket's events; absent if they are not limited. */
  events?: Budget
}
export type Io = Server<ClientToServer, ServerToClient, BetweenProcesses, SocketData>
export type Client = Socket<ClientToServer, ServerToClient, BetweenProcesses, SocketData>

/** Sends an encoded frame to the sockets of this process in one Socket.IO room (see `topics.ts`). */
export function publishFrame(io: Io, room: string, frame: string): void {
  const adapter = io.of('/').adapter as unknown as ToTopics
  adapter.publishFrame(room, frame)
}
