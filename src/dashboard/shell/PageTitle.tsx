import { useEffect } from 'react'
import { useInbox } from '../data/desk.tsx'
import { unreadRooms } from '../data/unread.ts'

/** The tab's title counts what is unread, too. */
export function PageTitle() {
  const n = useInbox(unreadRooms)
  useEffect(() => {
    document.title = n > 0 ? `(${n > 99 ? '99+' : n}) ruang` : 'ruang'
  }, [n])
  return null
}
