import { isStaff } from '../domain/authorizeJoin.ts'
import {
  isDashboardRoom,
  type ListRoom,
  refuseDashboardRoom,
  DASHBOARD as STATS,
} from '../domain/dashboardRooms.ts'
import type { Feed } from '../feed/feed.ts'
import { AppError } from '../protocol/errors.ts'
import type { Sql } from '../store/database.ts'
import { acknowledge, type Handlers } from './acknowledge.ts'
import type { Client } from './io.ts'
import { joinRoom } from './joinRoom.ts'
import { listTopic, roomTopic } from './topics.ts'
import { countWaiting } from './waiting.ts'

type Deps = { sql: Sql; feed: Feed; log: { error: (fields: object, text: string) => void } }

/**
 * Joins and leaves, under all their event names. They are executed in the order they came, so that a join followed by a
 * leave ends outside. The first one waits until the socket is live.
 */
export function handleJoins(deps: Deps, handlers: Handlers): void {
  const inTurn = <T>(socket: Client, work: () => T | Promise<T>): Promise<T> => {
    countWaiting(socket)
    const { data } = socket
    const turn = data.joined.then(work)
    data.joined = turn.catch(() => {})
    return turn
  }
  const join = (socket: Client, roomId: string) =>
    inTurn(socket, () => joinRoom(deps, socket, roomId))
  const leave = (socket: Client, roomId: string) =>
    inTurn(socket, () => socket.leave(roomTopic(roomId)))

  acknowledge(handlers, 'room:join', deps.log, async (socket, { room_id }) => {
    return { room_id, event_id: await join(socket, room_id) }
  })
  acknowledge(handlers, 'room:leave', deps.log, async (socket, { room_id }) => {
    await leave(socket, room_id)
    return { room_id }
  })

  for (const name of ['join_chat', 'join_chat_customer'] as const) {
    acknowledge(
      handlers,
      name,
      deps.log,
      async (socket, { chat_id }) => ({ chat_id, event_id: await join(socket, chat_id) }),
      (socket, answer, asked) =>
        socket.emit('join_chat_response', {
          status: answer.status,
          ...(asked && { chat_id: asked.chat_id }),
          ...(answer.status === 0 && { message: answer.message }),
        }),
    )
  }
  acknowledge(handlers, 'leave_chat', deps.log, async (socket, { chat_id }) => {
    await leave(socket, chat_id)
    return { chat_id }
  })

  acknowledge(
    handlers,
    'join_room',
    deps.log,
    async (socket, asked) => {
      if ('room_id' in asked) {
        const { room_id } = asked
        return { room: room_id, room_id, event_id: await join(socket, room_id) }
      }
      const event_id = await inTurn(socket, () => joinDashboardRoom(deps, socket, asked.room))
      return { room: asked.room, event_id }
    },
    (socket, answer) =>
      socket.emit(
        'join_room_response',
        answer.status === 1
          ? { status: 1, room: String(answer.room) }
          : { status: 0, message: answer.message },
      ),
  )
  acknowledge(handlers, 'leave_room', deps.log, async (socket, asked) => {
    if ('room_id' in asked) {
      await leave(socket, asked.room_id)
      return { room: asked.room_id, room_id: asked.room_id }
    }
    const { room } = asked
    if (!isDashboardRoom(room)) throw new AppError('invalid_request', `Invalid room: ${room}`)
    await inTurn(socket, () => socket.leave(topicOf(socket, room)))
    return { room }
  })
}

/**
 * Checks the session's role, which follows the log: a later change removes the socket at its place.
 * @returns the place of the log from which updates reach the socket
 * @throws AppError invalid_request (no such room), forbidden
 */
function joinDashboardRoom({ feed }: Deps, socket: Client, room: string): number {
  const { session } = socket.data
  const refusal = refuseDashboardRoom(room, session.role)
  if (refusal) throw new AppError(refusal.code, refusal.message)
  if (session.state !== 'live') throw new AppError('unauthenticated', 'The session has ended.')
  if (isDashboardRoom(room)) socket.join(topicOf(socket, room))
  return feed.position
}

const topicOf = (socket: Client, room: ListRoom | typeof STATS): string => {
  const { userId, role } = socket.data.session
  return room === STATS ? STATS : listTopic(room, { userId, staff: isStaff(role) })
}
