import { lazy, useRef } from 'react'
import type { RoomSummary } from '../../protocol/room.ts'
import { loadModule } from '../data/loadModule.ts'
import { useT } from '../i18n/i18n.tsx'
import { titleOf } from '../inbox/titleOf.ts'
import { firstName } from '../thread/firstName.ts'
import { LazyBoundary } from '../ui/LazyBoundary.tsx'

const TemplateChooser = lazy(() =>
  loadModule(() => import('./TemplateChooser.tsx')).then(({ TemplateChooser }) => ({
    default: TemplateChooser,
  })),
)

/** The dialog that chooses, fills in and sends a template. Its code is loaded when it is first opened. */
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
    <LazyBoundary onCancel={onClose}>
      <TemplateChooser
        key={times.current}
        title={t('template.title', { name: titleOf(room) })}
        target={{ room_id: room.room_id }}
        channelId={room.channel.id}
        contact={room.contact}
        note={t('template.opens', { name: firstName(titleOf(room)) })}
        open={open}
        onClose={onClose}
      />
    </LazyBoundary>
  )
}
