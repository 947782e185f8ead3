import { useEffect } from 'react'
import { useInboxStore } from '../data/inboxStore.tsx'

/** Older messages are loaded when this many lines are left above. */
const AHEAD = 30

/** Loads older messages when the user scrolls near the top. */
export function useLoadOlder(
  roomId: string,
  { first, more }: { first: number; more: boolean },
): void {
  const { inbox } = useInboxStore()
  useEffect(() => {
    if (more && first < AHEAD) void inbox.moreMessages(roomId)
  }, [inbox, roomId, first, more])
}
