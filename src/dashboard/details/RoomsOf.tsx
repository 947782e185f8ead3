import { Link } from '@tanstack/react-router'
import type { RoomSummary } from '../../protocol/room.ts'
import { useT } from '../i18n/i18n.tsx'
import { useCloseSearch } from '../inbox/closeSearch.ts'
import { opensElsewhere } from '../inbox/opensElsewhere.ts'
import { tip } from '../ui/Tooltip.tsx'
import { useBesideList } from './useBesideList.ts'

/** A colleague's name, which opens the list of this one's rooms. */
export function RoomsOf({
  userId,
  name,
  room,
}: {
  userId: string
  name: string
  room: RoomSummary
}) {
  const t = useT()
  const closeSearch = useCloseSearch()
  const to = useBesideList(room)
  return (
    <Link
      {...to}
      search={{ queue: room.status === 'closed' ? 'closed' : 'all', agent: userId }}
      // By itself the link does nothing if these rooms are listed already.
      onClick={(event) => {
        if (!opensElsewhere(event)) closeSearch()
      }}
      {...tip(t('inbox.roomsOf', { name }))}
      className="inline-flex items-center hover:underline thumb:min-h-11"
    >
      {name}
    </Link>
  )
}
