import { viewNamed } from '../../client/inbox.ts'
import { nameOf } from '../../client/views.ts'
import { useInbox, useInboxStore } from '../data/inboxStore.tsx'
import { useMe } from '../session/useSession.ts'
import { EmptyQueue } from './EmptyQueue.tsx'
import { filterOf, type InboxSearch } from './inboxSearch.ts'
import { LoadError } from './LoadError.tsx'
import { RowSkeletons } from './RowSkeletons.tsx'
import { useListedRooms } from './useListedRooms.ts'
import { VirtualRooms } from './VirtualRooms.tsx'

/** The rooms of one queue. */
export function Rooms({
  search,
  onChange,
}: {
  search: InboxSearch
  onChange: (next: Partial<Record<keyof InboxSearch, unknown>>) => void
}) {
  const me = useMe()
  const { inbox } = useInboxStore()
  const filter = filterOf(search, me)
  const name = nameOf(filter)
  const rooms = useListedRooms(filter)
  const failure = useInbox((state) => state.failures[viewNamed(name)])
  if (!rooms) {
    if (failure === undefined) return <RowSkeletons />
    return <LoadError status={failure} onRetry={() => inbox.again(viewNamed(name))} />
  }
  if (rooms.length === 0) return <EmptyQueue search={search} onChange={onChange} />
  return <VirtualRooms key={name} rooms={rooms} onEnd={() => void inbox.more(name)} />
}
