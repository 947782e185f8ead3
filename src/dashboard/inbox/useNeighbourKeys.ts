import { useNavigate } from '@tanstack/react-router'
import type { Virtualizer } from '@tanstack/react-virtual'
import { useShortcut } from '../keyboard/useShortcut.ts'

/** J and K open the next and the previous room of the list, or its first one if none is open. */
export function useNeighbourKeys(
  rooms: readonly { room_id: string }[],
  open: string | undefined,
  rows: Virtualizer<HTMLDivElement, Element>,
): void {
  const navigate = useNavigate()
  const go = (step: 1 | -1) => {
    const at = rooms.findIndex(({ room_id }) => room_id === open)
    const to = at < 0 ? 0 : at + step
    const room = rooms[to]
    if (!room) return
    rows.scrollToIndex(to, { align: 'auto' })
    void navigate({
      to: '/inbox/$roomId',
      params: { roomId: room.room_id },
      search: (before) => ({ ...before, message: undefined }) as object,
    })
  }
  useShortcut('next', () => go(1))
  useShortcut('previous', () => go(-1))
}
