import { useLocation, useNavigate } from '@tanstack/react-router'
import type { MouseEvent } from 'react'
import type { InboxSearch } from './inboxSearch.ts'

/** Links to rooms that keep the list as it is: one handler for all of them, on what they are in. */
export function useOpenRoom() {
  const navigate = useNavigate()
  const query = useLocation({ select: ({ searchStr }) => searchStr })
  return {
    hrefOf: (roomId: string) => `/inbox/${roomId}${query}`,
    onClick(event: MouseEvent) {
      const link = (event.target as Element).closest<HTMLElement>('a[data-room]')
      const aside = event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0
      if (!link || aside) return
      event.preventDefault()
      void navigate({
        to: '/inbox/$roomId',
        params: { roomId: link.dataset.room! },
        search: (before) => ({ ...before, message: link.dataset.message }) as InboxSearch,
      })
    },
  }
}
