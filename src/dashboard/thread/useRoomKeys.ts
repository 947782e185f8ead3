import type { RoomSummary } from '../../protocol/room.ts'
import { useInboxStore } from '../data/inboxStore.tsx'
import { windowLeft } from '../inbox/windowLeft.ts'
import { useShortcut } from '../keyboard/useShortcut.ts'
import type { ThreadTools } from './ThreadContext.tsx'
import type { DetailsShown } from './useDetailsShown.ts'

/** Single-key shortcuts of an open room. Those of its buttons are in the buttons themselves. */
export function useRoomKeys({
  room,
  tools,
  details,
}: {
  room: RoomSummary
  tools: ThreadTools
  details: DetailsShown
}): void {
  const { inbox } = useInboxStore()
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
