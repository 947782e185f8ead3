import { clsx } from 'clsx'
import type { RoomSummary } from '../../protocol/room.ts'
import { useNow } from '../data/useNow.ts'
import { windowLeft } from '../inbox/windowLeft.ts'
import { ClosedWindow } from './ClosedWindow.tsx'
import { useDraft } from './drafts.ts'
import { TemplateDialog } from './TemplateDialog.tsx'
import { WriteBox } from './WriteBox.tsx'

/** Where an answer is written: free text while the window is open, a template when it is closed, a note at any time. */
export function Composer({
  room,
  choosing,
  dropping,
  onChoosing,
}: {
  room: RoomSummary
  /** Whether the dialog of templates is open. */
  choosing: boolean
  /** Files are held over the conversation. */
  dropping: boolean
  onChoosing: (choosing: boolean) => void
}) {
  const left = windowLeft(room.window_expires_at, useNow())
  const draft = useDraft(room.room_id)
  const writes = left > 0 || draft.note
  return (
    <div
      className={clsx(
        'shrink-0 desk:px-4 desk:pb-4',
        !writes && 'max-desk:px-2 max-desk:pb-[max(8px,env(safe-area-inset-bottom))]',
      )}
    >
      {writes ? (
        <WriteBox
          key={room.room_id}
          room={room}
          draft={draft}
          left={left}
          dropping={dropping}
          onTemplate={() => onChoosing(true)}
        />
      ) : (
        <ClosedWindow room={room} onTemplate={() => onChoosing(true)} />
      )}
      <TemplateDialog room={room} open={choosing} onClose={() => onChoosing(false)} />
    </div>
  )
}
