import { AppError } from '../protocol/errors.ts'
import { acknowledge, type Handlers } from './acknowledge.ts'
import type { Client, Io } from './io.ts'
import type { BetweenProcesses, RemoteTyping } from './otherProcesses.ts'
import { roomTopic } from './topics.ts'
import { countWaiting } from './waiting.ts'

export type TypingTimes = {
  /** Minimum time between two broadcasts of the same state of a socket in a room (ms). */
  gapMs: number
  /** Without a further event, typing ends after this time (ms). */
  lastsMs: number
}
const TIMES: TypingTimes = { gapMs: 1000, lastsMs: 5000 }

/** What a socket last reported for a room, and what was last broadcast. */
type Typist = {
  typing: boolean
  announced: boolean
  /** When each state was broadcast last. */
  at: { true: number; false: number }
  until: number
  timer?: Timer
}

/**
 * Typing indicators. A user may type in several tabs, and is shown as typing until none of them types any more. Each tab
 * sees only the state of the user's other tabs. Every process knows all tabs and tells its own sockets.
 */
export function createTyping({
  io,
  log,
  otherProcesses,
  times = TIMES,
  typed = () => {},
}: {
  io: Io
  log: { error: (fields: object, text: string) => void }
  otherProcesses: BetweenProcesses
  times?: TypingTimes | undefined
  /** Called when somebody types, to show "typing…" to the customer. */
  typed?: ((roomId: string) => void) | undefined
}) {
  const typists = new WeakMap<Client, Map<string, Typist>>()
  /** Sockets that other users see typing, by room and user. */
  const shown = new Map<string, Set<string>>()
  /** Expiry timers of typing tabs on other processes, by room and tab: a process that dies reports no stop. */
  const elsewhere = new Map<string, Timer>()

  const show = ({ tab, roomId, userId, name, typing }: RemoteTyping, again: boolean) => {
    const key = `${roomId} ${userId}`
    const tabs = shown.get(key) ?? new Set()
    if (typing) shown.set(key, tabs.add(tab))
    else if (tabs.delete(tab) && tabs.size === 0) shown.delete(key)
    const otherTabs = [...tabs].filter((id) => id !== tab)
    const payload = { room_id: roomId, is_typing: typing, user: name, user_id: userId }
    const topic = roomTopic(roomId)
    if (otherTabs.length === 0 || again)
      io.local.to(topic).except(tab).emit('typing_indicator', payload)
    // One other tab types. Other users saw no change, but for that tab the user's "other tabs" just started or stopped.
    else if (otherTabs.length === 1) io.local.to(otherTabs[0]!).emit('typing_indicator', payload)
  }

  const tell = (socket: Client, roomId: string, typist: Typist, typing: boolean) => {
    const { userId, name } = socket.data.session
    const again = typist.announced === typing
    typist.announced = typing
    typist.at[`${typing}`] = performance.now()
    const said = { tab: socket.id, roomId, userId, name, typing }
    show(said, again)
    otherProcesses.typing(said)
  }

  io.on('typing', (said: RemoteTyping) => {
    const key = `${said.roomId} ${said.tab}`
    const known = elsewhere.get(key)
    clearTimeout(known)
    elsewhere.delete(key)
    if (said.typing) {
      const stopped = () => {
        elsewhere.delete(key)
        show({ ...said, typing: false }, false)
      }
      // A process repeats the state of a tab that goes on typing within this time.
      elsewhere.set(key, setTimeout(stopped, times.lastsMs + 2 * times.gapMs))
    }
    if (said.typing || known) show(said, said.typing && known !== undefined)
  })

  /** Broadcasts what is due, and sets a timer for what is not due yet. */
  const settle = (socket: Client, roomId: string, typist: Typist) => {
    clearTimeout(typist.timer)
    const now = performance.now()
    if (now >= typist.until) typist.typing = false
    const due = typist.at[`${typist.typing}`] + times.gapMs
    if (typist.typing !== typist.announced && now >= due)
      tell(socket, roomId, typist, typist.typing)
    let next = Math.max(typist.at.true, typist.at.false) + times.gapMs
    if (typist.typing !== typist.announced) next = due
    else if (typist.announced) next = typist.until
    else if (now >= next) return forget(socket, roomId)
    typist.timer = setTimeout(() => settle(socket, roomId, typist), Math.max(1, next - now))
  }

  const forget = (socket: Client, roomId: string) => {
    const rooms = typists.get(socket)
    const typist = rooms?.get(roomId)
    if (!typist) return
    clearTimeout(typist.timer)
    rooms!.delete(roomId)
    if (typist.announced) tell(socket, roomId, typist, false)
  }

  const say = (socket: Client, roomId: string, typing: boolean) => {
    const rooms = typists.get(socket) ?? new Map<string, Typist>()
    typists.set(socket, rooms)
    let typist = rooms.get(roomId)
    if (!typist) {
      if (!typing) return
      const never = Number.NEGATIVE_INFINITY
      typist = { typing, announced: false, at: { true: never, false: never }, until: 0 }
      rooms.set(roomId, typist)
    }
    typist.typing = typing
    if (typing) typist.until = performance.now() + times.lastsMs
    const isDue = performance.now() >= typist.at.true + times.gapMs
    if (typing && typist.announced && isDue) tell(socket, roomId, typist, true)
    settle(socket, roomId, typist)
  }

  // Covers every way out of a room: leave, disconnect, unassignment, role change, merge.
  io.of('/').adapter.on('leave-room', (topic: string, id: string) => {
    const socket = io.of('/').sockets.get(id)
    if (!socket) return
    for (const roomId of typists.get(socket)?.keys() ?? [])
      if (roomTopic(roomId) === topic) forget(socket, roomId)
  })

  return {
    handle(handlers: Handlers): void {
      acknowledge(handlers, 'typing_indicator', log, async (socket, { room_id, is_typing }) => {
        countWaiting(socket)
        await socket.data.live
        if (!socket.rooms.has(roomTopic(room_id)))
          throw new AppError('not_found', 'There is no such room.')
        say(socket, room_id, is_typing)
        if (is_typing) typed(room_id)
        return { room_id, is_typing }
      })
    },
  }
}
