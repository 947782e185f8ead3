import { useEffect, useMemo } from 'react'
import { withOutgoing } from '../../client/withOutgoing.ts'
import type { Message } from '../../protocol/message.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import type { HistoryEntry } from '../../protocol/rooms.ts'
import { useRoomHistory } from '../data/history.ts'
import { outgoing, useOutgoing } from '../data/outgoing.ts'
import { useNow } from '../data/useNow.ts'
import { useMe } from '../session/useSession.ts'
import { reactionsOf } from './reactions.ts'
import { roomEventsOf } from './roomEvents.ts'
import { rowsOf } from './rows.ts'

const NONE: readonly Message[] = []
const NO_HISTORY: readonly HistoryEntry[] = []

/**
 * The lines of a room's conversation, and the reactions to its messages.
 * @param loaded newest first; undefined until they have come
 */
export function useRows(room: RoomSummary, loaded: readonly Message[] | undefined) {
  const items = loaded ?? NONE
  const {
    rows: history = NO_HISTORY,
    hasNextPage,
    isFetching,
    isError,
    fetchNextPage,
  } = useRoomHistory(room)
  const now = useNow()
  const me = useMe()
  const { window_expires_at: windowExpiresAt } = room
  const closed = windowExpiresAt !== null && Date.parse(windowExpiresAt) <= now
  const since = items.at(-1)?.created_at ?? ''
  // Load the history as far back as the messages go, once these are there to say how far.
  const isBehind = loaded !== undefined && since < (history.at(-1)?.at ?? '')
  const isShort = isBehind && hasNextPage && !isFetching && !isError
  useEffect(() => {
    if (isShort) void fetchNextPage()
  }, [isShort, fetchNextPage])
  const events = useMemo(
    () =>
      roomEventsOf(history, {
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
  const rows = useMemo(() => rowsOf(all, events), [all, events])
  const reactions = useMemo(() => reactionsOf(items), [items])
  return { rows, reactions }
}
