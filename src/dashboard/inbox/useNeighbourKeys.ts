import { useNavigate } from '@tanstack/react-router'
import type { Virtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { useShortcut } from '../keyboard/useShortcut.ts'
import { neighbourOf, type Place } from './neighbourOf.ts'

/** J and K open the next and the previous room of the list, or its first one if none is open. */
export function useNeighbourKeys(
  rooms: readonly { room_id: string }[],
  open: string | undefined,
  rows: Virtualizer<HTMLDivElement, Element>,
): void {
  const navigate = useNavigate()
  const place = useRef<Place>(undefined)
  useEffect(() => {
    const at = rooms.findIndex(({ room_id }) => room_id === open)
    if (at >= 0) place.current = { rooms, at }
  }, [rooms, open])
  const go = (step: 1 | -1) => {
    const to = neighbourOf(rooms, open, step, place.current)
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
