import { useEffect } from 'react'
import { useDesk } from '../data/desk.tsx'

/** So many lines before the top older messages are asked for. */
const AHEAD = 30

/** Loads what is older as one comes near it. */
export function useOlder(roomId: string, { first, more }: { first: number; more: boolean }): void {
  const { inbox } = useDesk()
  useEffect(() => {
    if (more && first < AHEAD) void inbox.moreMessages(roomId)
  }, [inbox, roomId, first, more])
}
