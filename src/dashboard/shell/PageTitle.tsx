import { useEffect } from 'react'
import { useInbox } from '../data/inboxStore.tsx'
import { unreadRooms } from '../data/unread.ts'

/** Shows the number of unread rooms in the tab's title. */
export function PageTitle() {
  const n = useInbox(unreadRooms)
  useEffect(() => {
    document.title = n > 0 ? `(${n > 99 ? '99+' : n}) ruang` : 'ruang'
  }, [n])
  return null
}
