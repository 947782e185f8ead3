import { useDeferredValue, useMemo, useState } from 'react'
import { answerOf } from '../../client/rest.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import { useInbox, useInboxStore } from '../data/inboxStore.tsx'
import { usePages } from '../data/usePages.ts'
import { api } from '../session/session.ts'
import { isFound } from './isFound.ts'

const LIMIT = 30

/**
 * The rooms to choose from: those that the inbox knows, at once, then those that the server finds. Each is shown as it is
 * now, but keeps its place: a list that new messages reorder would move under the finger.
 * @param met rooms that were chosen before; without a search they are shown first, unless the list has them anyway
 */
export function useTargets(typed: string, met: readonly RoomSummary[]) {
  const { inbox } = useInboxStore()
  const live = useInbox((state) => state.rooms)
  const [known] = useState(() => inbox.state.rooms)
  const q = useDeferredValue(typed)
  const pages = usePages(['search', 'rooms', q], (cursor, signal) => {
    const query = { limit: String(LIMIT), ...(q && { q }), ...(cursor && { cursor }) }
    return answerOf(api.rooms.$get({ query }, { init: { signal } }))
  })
  const { rows } = pages
  const rooms = useMemo(() => {
    const now = byId(live)
    const here = known.filter((room) => now.has(room.room_id) && isFound(room, q))
    const listed = byId([...here.slice(0, LIMIT), ...(rows ?? [])])
    const before = q === '' ? met.filter(({ room_id }) => !listed.has(room_id)) : []
    return [...before, ...listed.values()].map((room) => now.get(room.room_id) ?? room)
  }, [known, live, rows, met, q])
  return { rooms, pages, q }
}

const byId = (rooms: readonly RoomSummary[]) => {
  const found = new Map<string, RoomSummary>()
  for (const room of rooms) if (!found.has(room.room_id)) found.set(room.room_id, room)
  return found
}
