import { type Inbox, openInbox } from '../../src/client/inbox.ts'
import { Refused } from '../../src/client/refused.ts'
import { rest } from '../../src/client/rest.ts'
import { serverEvents } from '../../src/protocol/events.ts'
import type { Message } from '../../src/protocol/message.ts'
import type { RoomSummary } from '../../src/protocol/room.ts'
import type { Person, Server } from '../helpers/server.ts'
import type { Trace } from './truthOracle.ts'

export type Tab = ReturnType<typeof openTab>

/** A dashboard in a browser's tab: the real client, with a record of everything that came over the wire. */
export function openTab(server: Server, person: Person) {
  const joined = new Set<string>()
  const trace: Trace & { faults: string[] } = {
    userId: person.id,
    from: -1,
    seen: [],
    missed: [],
    joined,
    faults: [],
  }
  const inbox: Inbox = openInbox({
    url: server.url,
    token: person.token,
    rest: rest(server.url, () => person.token),
    // Rooms of others are asked for too.
    onError: (error) => {
      if (!(error instanceof Refused)) trace.faults.push(String(error))
    },
    retryAfter: () => 10,
  })
  const { socket } = inbox.connection
  let ready = Promise.withResolvers<void>()
  let isReady = false
  socket.on('disconnect', () => {
    // One that is still waited for stays: it is also cut off before it is ready, when it asks to be connected twice.
    if (isReady) ready = Promise.withResolvers()
    isReady = false
  })
  socket.onAny((event: keyof typeof serverEvents, payload) => {
    const declared = serverEvents[event]?.payload.safeParse(payload)
    if (!declared?.success) trace.faults.push(`${event}: ${declared?.error.message}`)
    if (event === 'session_ready') {
      if (trace.from < 0) trace.from = payload.event_id
      if (payload.resync) {
        const after = trace.seen.at(-1)?.id ?? trace.from
        trace.missed.push({ after, upTo: payload.event_id })
      }
      isReady = true
      return ready.resolve()
    }
    // The client follows a room to where it lives on.
    if (event === 'room_merged' && joined.has(payload.from_room_id))
      joined.add(payload.room.room_id)
    if (serverEvents[event]?.durable) trace.seen.push({ event, id: payload.event_id })
  })

  return {
    person,
    inbox,
    trace,
    get online() {
      return socket.connected
    },
    ready: () => ready.promise,
    open(roomId: string) {
      joined.add(roomId)
      return inbox.open(roomId)
    },
    close: (roomId: string) => inbox.leave(roomId).catch(() => {}),
    goOffline: () => void socket.disconnect(),
    goOnline: () => void socket.connect(),
    /**
     * The connection breaks; the client comes back by itself. Not one that is still being opened: whose engine is closed
     * then, of that Socket.IO's client never hears, and waits for it for ever.
     */
    cut: () => void (socket.connected && socket.io.engine?.close()),
    end: () => inbox.close(),
    /** Resolves when everything up to now has come, and nothing is being loaded. */
    async caughtUp() {
      await ready.promise
      // Refused, and answered after every event that was committed before it was asked.
      const nowhere = '00000000-0000-4000-8000-000000000000'
      await inbox.connection.send('room:join', { room_id: nowhere }).catch(() => {})
      await inbox.settled()
    },
  }
}

/** As it may be compared: each summary says as of when it is true, and that differs. */
export const comparable = (rooms: readonly RoomSummary[]) =>
  rooms.map(({ event_id: _at, ...room }) => room)

/** `message_status_update` does not tell `updated_at`. */
export const comparableMessages = (messages: readonly Message[]) =>
  messages.map(({ updated_at: _at, ...message }) => message)
