import type { RoomSummary } from '../../protocol/room.ts'
import { useDesk } from '../data/desk.tsx'
import { windowLeft } from '../inbox/windowLeft.ts'
import { useShortcut } from '../keyboard/useShortcut.ts'
import type { ThreadTools } from './ThreadContext.tsx'
import type { DetailsShown } from './useDetailsShown.ts'

/** What single keys do in a room that is open; its buttons have theirs themselves. */
export function useRoomKeys({
  room,
  tools,
  details,
}: {
  room: RoomSummary
  tools: ThreadTools
  details: DetailsShown
}): void {
  const { inbox } = useDesk()
  useShortcut('details', details.toggle)
  useShortcut('templates', tools.chooseTemplate)
  useShortcut('reply', () => {
    const items = inbox.state.messages[room.room_id]?.items ?? []
    const last = items.find(
      ({ direction, content_type, wa_message_id }) =>
        direction === 'incoming' && content_type !== 'reaction' && wa_message_id !== null,
    )
    if (last && windowLeft(room.window_expires_at, Date.now()) > 0) tools.reply(last)
  })
}
