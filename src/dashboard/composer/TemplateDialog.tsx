import { lazy, useRef } from 'react'
import type { RoomSummary } from '../../protocol/room.ts'
import { arriving } from '../data/arriving.ts'
import { useT } from '../i18n/i18n.tsx'
import { titleOf } from '../inbox/titleOf.ts'
import { firstName } from '../thread/firstName.ts'
import { Late } from '../ui/Late.tsx'

const TemplateChooser = lazy(() =>
  arriving(() => import('./TemplateChooser.tsx')).then(({ TemplateChooser }) => ({
    default: TemplateChooser,
  })),
)

/** Chooses a template, fills it in and sends it. Loaded when it is first wanted. */
export function TemplateDialog({
  room,
  open,
  onClose,
}: {
  room: RoomSummary
  open: boolean
  onClose: () => void
}) {
  const t = useT()
  const times = useRef(0)
  const was = useRef(false)
  if (open && !was.current) times.current++
  was.current = open
  if (times.current === 0) return null
  return (
    <Late onLeft={onClose}>
      <TemplateChooser
        key={times.current}
        title={t('template.title', { name: room.room_title })}
        target={{ room_id: room.room_id }}
        contact={room.contact}
        note={t('template.opens', { name: firstName(titleOf(room)) })}
        open={open}
        onClose={onClose}
      />
    </Late>
  )
}
