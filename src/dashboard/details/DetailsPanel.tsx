import type { RoomSummary } from '../../protocol/room.ts'
import { useT } from '../i18n/i18n.tsx'
import { ContactSection } from './ContactSection.tsx'
import { HistorySection } from './HistorySection.tsx'
import { LeadSection } from './LeadSection.tsx'
import { ParticipantsSection } from './ParticipantsSection.tsx'
import { TagsSection } from './TagsSection.tsx'

/** Everything about a room besides its conversation. Fills its container. */
export function DetailsPanel({ room }: { room: RoomSummary }) {
  const t = useT()
  return (
    <aside
      aria-label={t('details.title')}
      className="scroll-thin h-full overflow-y-auto bg-surface [&>section]:border-b [&>section]:border-line [&>section]:p-4"
    >
      <ContactSection room={room} />
      <LeadSection key={room.room_id} room={room} />
      <TagsSection room={room} />
      <ParticipantsSection room={room} />
      <HistorySection room={room} />
    </aside>
  )
}
