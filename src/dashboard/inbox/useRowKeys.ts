import type { Virtualizer } from '@tanstack/react-virtual'
import type { KeyboardEvent } from 'react'

/** Arrow keys, Home and End move focus from row to row; Tab leaves the list. */
export function useRowKeys(
  rooms: readonly { room_id: string }[],
  rows: Virtualizer<HTMLDivElement, Element>,
) {
  return (event: KeyboardEvent<HTMLElement>) => {
    const at = rooms.findIndex(
      ({ room_id }) => room_id === (event.target as HTMLElement).dataset.room,
    )
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rooms.length - 1 }[event.key]
    if (at < 0 || to === undefined || !rooms[to]) return
    event.preventDefault()
    const list = event.currentTarget
    const row = () => list.querySelector<HTMLElement>(`[data-room="${rooms[to]!.room_id}"]`)
    rows.scrollToIndex(to, { align: 'auto' })
    const there = row()
    if (there) there.focus()
    else requestAnimationFrame(() => requestAnimationFrame(() => row()?.focus()))
  }
}
