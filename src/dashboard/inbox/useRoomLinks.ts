import { useLocation, useNavigate } from '@tanstack/react-router'
import type { MouseEvent } from 'react'
import type { InboxSearch } from './inboxSearch.ts'
import { opensElsewhere } from './opensElsewhere.ts'

/**
 * Opens rooms without a page load and keeps the list's search params. One handler on the container serves all links.
 */
export function useRoomLinks() {
  const navigate = useNavigate()
  const query = useLocation({ select: ({ searchStr }) => searchStr })
  return {
    hrefOf: (roomId: string) => `/inbox/${roomId}${query}`,
    onClick(event: MouseEvent) {
      const link = (event.target as Element).closest<HTMLElement>('a[data-room]')
      if (!link || opensElsewhere(event)) return
      event.preventDefault()
      void navigate({
        to: '/inbox/$roomId',
        params: { roomId: link.dataset.room! },
        search: (before) => ({ ...before, message: link.dataset.message }) as InboxSearch,
      })
    },
  }
}
