import Copy from 'lucide-react/icons/copy'
import Pencil from 'lucide-react/icons/pencil'
import { useRef, useState } from 'react'
import type { RoomSummary } from '../../protocol/room.ts'
import { copyText } from '../data/copyText.ts'
import { useT } from '../i18n/i18n.tsx'
import { phoneNumber } from '../i18n/values.ts'
import { CustomerTypeLabel } from '../inbox/CustomerTypeLabel.tsx'
import { titleOf } from '../inbox/titleOf.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { Tag } from '../ui/Tag.tsx'
import { TitleForm } from './TitleForm.tsx'

/** Who the customer is, and what the room is called. A hidden phone number can't be copied. */
export function ContactSection({ room }: { room: RoomSummary }) {
  const t = useT()
  const { contact } = room
  const [editing, setEditing] = useState(false)
  const section = useRef<HTMLElement>(null)
  const edit = useRef<HTMLButtonElement>(null)
  const close = () => {
    // Unless the user has moved on while the title was being saved.
    if (section.current?.contains(document.activeElement)) edit.current?.focus()
    setEditing(false)
  }
  return (
    <section ref={section} aria-label={t('details.contact')}>
      <div className="flex items-center gap-3">
        <Avatar id={room.room_id} name={room.room_title} size="lg" />
        <div className="min-w-0 flex-1">
          {/* In a narrow window the panel's close button is at the end of this line. */}
          <div className="flex items-center gap-1 max-wide:pr-10">
            <h2 className="min-w-0 text-16 font-semibold wrap-anywhere">{titleOf(room)}</h2>
            <IconButton
              ref={edit}
              size="sm"
              label={t('details.editTitle')}
              on={editing || undefined}
              onClick={() => setEditing(!editing)}
            >
              <Pencil size={14} aria-hidden="true" />
            </IconButton>
          </div>
          <div className="flex items-center gap-1 text-13 text-text-2 tabular-nums">
            {room.room_phone === null ? (
              <Tag tone="line">{t('row.hidden')}</Tag>
            ) : (
              <>
                {phoneNumber(room.room_phone)}
                <IconButton
                  size="sm"
                  label={t('details.copyNumber')}
                  onClick={() => void copyText(`+${room.room_phone}`, t('details.copied'))}
                >
                  <Copy size={14} aria-hidden="true" />
                </IconButton>
              </>
            )}
          </div>
          <div className="mt-0.5 flex flex-wrap items-center gap-x-2 text-12 text-text-3">
            <CustomerTypeLabel type={room.customer_type} />
            {contact.username && <span className="min-w-0 wrap-anywhere">@{contact.username}</span>}
            {contact.name && contact.name !== room.room_title && (
              <span className="min-w-0 wrap-anywhere">{contact.name}</span>
            )}
          </div>
        </div>
      </div>
      {editing && <TitleForm room={room} onDone={close} />}
    </section>
  )
}
