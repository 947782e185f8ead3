import type { ServerEvent } from '../../client/connect.ts'
import type { Payload } from '../../protocol/events.ts'
import type { Message } from '../../protocol/message.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import type { Choices } from '../data/choices.ts'

export type AlertKind = 'new_room' | 'new_message' | 'assigned'
export type Alert = {
  kind: AlertKind
  room_id: string
  /** What the customer wrote, where the room itself does not tell. */
  message: Message | null
  /** The whole room, where the event has it. */
  room: RoomSummary | null
}

/** What an event may have to tell a user; most tell nothing. */
export function alertOf(event: ServerEvent, payload: unknown, myId: string): Alert | null {
  switch (event) {
    case 'new_room_complete': {
      const room = payload as Payload<'new_room_complete'>
      // One that began with our own message is nobody's news.
      if (room.last_message?.direction !== 'incoming') return null
      return { kind: 'new_room', room_id: room.room_id, message: null, room }
    }
    case 'new_message': {
      const { room: _room, event_id: _at, ...message } = payload as Payload<'new_message'>
      const said = message.direction === 'incoming' && message.content_type !== 'reaction'
      return said ? { kind: 'new_message', room_id: message.room_id, message, room: null } : null
    }
    case 'agent_assigned': {
      const { agent_id, room } = payload as Payload<'agent_assigned'>
      if (agent_id !== myId) return null
      return { kind: 'assigned', room_id: room.room_id, message: null, room }
    }
    default:
      return null
  }
}

/** Whether a user wants to be told: of what is theirs, or nobody's, unless they look at it or turned it off. */
export function isWanted(
  { kind, room_id }: Alert,
  room: Pick<RoomSummary, 'participants'>,
  {
    myId,
    chosen,
    onScreen,
  }: { myId: string; chosen: Pick<Choices, AlertKind>; onScreen: string | null },
): boolean {
  if (!chosen[kind] || room_id === onScreen) return false
  const { participants } = room
  return participants.length === 0 || participants.some(({ user_id }) => user_id === myId)
}
