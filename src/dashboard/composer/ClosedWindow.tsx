import LayoutTemplate from 'lucide-react/icons/layout-template'
import Lock from 'lucide-react/icons/lock'
import StickyNote from 'lucide-react/icons/sticky-note'
import type { RoomSummary } from '../../protocol/room.ts'
import { useT } from '../i18n/i18n.tsx'
import { titleOf } from '../inbox/titleOf.ts'
import { firstName } from '../thread/firstName.ts'
import { Button } from '../ui/Button.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { requestFocus } from './composerFocus.ts'
import { setDraft } from './drafts.ts'

/**
 * Replaces the text field once the 24-hour window is closed. Says so up front, and offers a template or a note instead.
 */
export function ClosedWindow({ room, onTemplate }: { room: RoomSummary; onTemplate: () => void }) {
  const t = useT()
  return (
    <section
      aria-label={t('composer.title')}
      className="flex flex-wrap items-center gap-3 rounded-r4 border border-warn-line bg-warn-soft p-4"
    >
      <Lock size={20} aria-hidden="true" className="shrink-0 text-warn" />
      <div className="min-w-48 flex-1">
        <p className="text-14 font-semibold">{t('composer.closed')}</p>
        <p className="text-13 text-text-2">
          {room.window_expires_at === null
            ? t('composer.neverWrote')
            : t('composer.closedText', { name: firstName(titleOf(room)) })}
        </p>
      </div>
      <IconButton
        label={t('composer.note')}
        onClick={() => {
          requestFocus(room.room_id)
          setDraft(room.room_id, { note: true })
        }}
      >
        <StickyNote size={18} aria-hidden="true" />
      </IconButton>
      <Button
        variant="primary"
        icon={<LayoutTemplate size={16} aria-hidden="true" />}
        onClick={onTemplate}
      >
        {t('composer.template')}
      </Button>
    </section>
  )
}
