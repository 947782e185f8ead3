import type { ServerEvent } from '../../client/listeners.ts'
import type { Payload } from '../../protocol/events.ts'
import type { Message } from '../../protocol/message.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import type { Preferences } from '../data/preferences.ts'

export type AlertKind = 'new_room' | 'new_message' | 'assigned'
export type Alert = {
  kind: AlertKind
  room_id: string
  /** The customer's message, if the event has one. */
  message: Message | null
  /** The room, if the event has all of it. */
  room: RoomSummary | null
}

/** The alert that an event may raise for a user; null for most events. */
export function alertOf(event: ServerEvent, payload: unknown, myId: string): Alert | null {
  switch (event) {
    case 'new_room_complete': {
      const room = payload as Payload<'new_room_complete'>
      // A room that began with a message of ours is no news.
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

/** Whether to alert a user: for their own rooms and those of nobody, unless the room is on screen or alerts are off. */
export function shouldAlert(
  { kind, room_id }: Alert,
  room: Pick<RoomSummary, 'participants'>,
  {
    myId,
    chosen,
    onScreen,
  }: { myId: string; chosen: Pick<Preferences, AlertKind>; onScreen: string | null },
): boolean {
  if (!chosen[kind] || room_id === onScreen) return false
  const { participants } = room
  return participants.length === 0 || participants.some(({ user_id }) => user_id === myId)
}
