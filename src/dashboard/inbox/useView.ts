import { useEffect, useMemo } from 'react'
import type { State, ViewFilter } from '../../client/state.ts'
import { nameOf, roomsIn } from '../../client/views.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import { createSelector } from '../data/createSelector.ts'
import { useInbox, useInboxStore } from '../data/inboxStore.tsx'

/** Watches a view of the list. Its rooms are null until they are loaded; `keptId` as for `roomsIn`. */
export function useView(filter: ViewFilter, keptId?: string): readonly RoomSummary[] | null {
  const store = useInboxStore()
  const name = nameOf(filter)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the name identifies the filter
  useEffect(() => store.watch(filter), [store, name])
  const select = useMemo(
    () =>
      createSelector(
        (state: State) => [state.views[name], state.rooms, state.me?.id] as const,
        ([view, rooms, myId]) => roomsIn(view, rooms, myId, keptId),
      ),
    [name, keptId],
  )
  return useInbox(select)
}
