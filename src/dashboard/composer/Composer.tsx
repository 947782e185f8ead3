import { clsx } from 'clsx'
import type { RoomSummary } from '../../protocol/room.ts'
import { useNow } from '../data/useNow.ts'
import { windowLeft } from '../inbox/windowLeft.ts'
import { ClosedWindow } from './ClosedWindow.tsx'
import { useDraft } from './drafts.ts'
import { MessageEditor } from './MessageEditor.tsx'
import { TemplateDialog } from './TemplateDialog.tsx'

/** Where an answer is written: free text while the window is open, a template when it is closed, a note at any time. */
export function Composer({
  room,
  templateOpen,
  dragOver,
  onTemplateOpen,
}: {
  room: RoomSummary
  /** Whether the template dialog is open. */
  templateOpen: boolean
  /** Whether files are being dragged over the conversation. */
  dragOver: boolean
  onTemplateOpen: (open: boolean) => void
}) {
  const left = windowLeft(room.window_expires_at, useNow())
  const draft = useDraft(room.room_id)
  const writes = left > 0 || draft.note
  return (
    <div
      className={clsx(
        'shrink-0 desk:px-4 desk:pb-[max(16px,env(safe-area-inset-bottom))]',
        !writes && 'max-desk:px-2 max-desk:pb-[max(8px,env(safe-area-inset-bottom))]',
      )}
    >
      {writes ? (
        <MessageEditor
          key={room.room_id}
          room={room}
          draft={draft}
          left={left}
          dragOver={dragOver}
          onTemplate={() => onTemplateOpen(true)}
        />
      ) : (
        <ClosedWindow room={room} onTemplate={() => onTemplateOpen(true)} />
      )}
      <TemplateDialog room={room} open={templateOpen} onClose={() => onTemplateOpen(false)} />
    </div>
  )
}
