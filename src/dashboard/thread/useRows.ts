import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { withOutgoing } from '../../client/withOutgoing.ts'
import type { Message } from '../../protocol/message.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import type { HistoryEntry } from '../../protocol/rooms.ts'
import { historyQuery } from '../data/history.ts'
import { outgoing, useOutgoing } from '../data/outgoing.ts'
import { useNow } from '../data/useNow.ts'
import { useMe } from '../session/useSession.ts'
import { happeningsOf } from './happenings.ts'
import { reactionsOf } from './reactions.ts'
import { rowsOf } from './rows.ts'

const NONE: readonly Message[] = []
const NO_DEEDS: readonly HistoryEntry[] = []

/** The lines of a room's conversation, and what stands on them. */
export function useRows(room: RoomSummary, items: readonly Message[] = NONE) {
  const { data: history = NO_DEEDS } = useQuery(historyQuery(room))
  const now = useNow()
  const me = useMe()
  const { window_expires_at: windowExpiresAt } = room
  const closed = windowExpiresAt !== null && Date.parse(windowExpiresAt) <= now
  const since = items.at(-1)?.created_at ?? ''
  const happenings = useMemo(
    () =>
      happeningsOf(history, {
        since,
        windowExpiresAt: closed ? windowExpiresAt : null,
        now: Date.now(),
      }),
    [history, since, closed, windowExpiresAt],
  )
  const waiting = useOutgoing(room.room_id)
  const all = useMemo(() => withOutgoing(items, waiting, me.id), [items, waiting, me.id])
  useEffect(() => {
    if (waiting.length === 0) return
    outgoing.seen(new Set(items.flatMap((item) => item.client_message_id ?? [])))
  }, [items, waiting])
  const rows = useMemo(() => rowsOf(all, happenings), [all, happenings])
  const reactions = useMemo(() => reactionsOf(items), [items])
  return { rows, reactions }
}
