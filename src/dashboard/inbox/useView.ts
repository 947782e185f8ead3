import { useEffect, useMemo } from 'react'
import type { State, ViewFilter } from '../../client/state.ts'
import { nameOf, roomsIn } from '../../client/views.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import { useDesk, useInbox } from '../data/desk.tsx'
import { memo } from '../data/memo.ts'

/** The rooms of a part of the list, kept true; null until they are there. */
export function useView(filter: ViewFilter): readonly RoomSummary[] | null {
  const desk = useDesk()
  const name = nameOf(filter)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the name stands for the filter
  useEffect(() => desk.watch(filter), [desk, name])
  const select = useMemo(
    () =>
      memo(
        (state: State) => [state.views[name], state.rooms, state.me?.id] as const,
        ([view, rooms, myId]) => roomsIn(view, rooms, myId),
      ),
    [name],
  )
  return useInbox(select)
}
