import Copy from 'lucide-react/icons/copy'
import type { RoomSummary } from '../../protocol/room.ts'
import { copy } from '../data/copy.ts'
import { useT } from '../i18n/i18n.tsx'
import { phoneNumber } from '../i18n/values.ts'
import { TypeMark } from '../inbox/TypeMark.tsx'
import { titleOf } from '../inbox/titleOf.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { Tag } from '../ui/Tag.tsx'

/** Who the customer is. A number that they hide is not there to be copied. */
export function ContactSection({ room }: { room: RoomSummary }) {
  const t = useT()
  const { contact } = room
  return (
    <section aria-label={t('details.contact')} className="flex items-center gap-3">
      <Avatar id={room.room_id} name={room.room_title} size="lg" />
      <div className="min-w-0 flex-1">
        <h2 className="truncate text-16 font-semibold">{titleOf(room)}</h2>
        <div className="flex items-center gap-1 text-13 text-text-2 tabular-nums">
          {room.room_phone === null ? (
            <Tag tone="line">{t('row.hidden')}</Tag>
          ) : (
            <>
              {phoneNumber(room.room_phone)}
              <IconButton
                size="sm"
                label={t('details.copyNumber')}
                onClick={() => void copy(`+${room.room_phone}`, t('details.copied'))}
              >
                <Copy size={14} aria-hidden="true" />
              </IconButton>
            </>
          )}
        </div>
        <div className="mt-0.5 flex flex-wrap items-center gap-x-2 text-12 text-text-3">
          <TypeMark type={room.customer_type} />
          {contact.username && <span>@{contact.username}</span>}
          {contact.name && contact.name !== room.room_title && <span>{contact.name}</span>}
        </div>
      </div>
    </section>
  )
}
