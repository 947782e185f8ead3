import X from 'lucide-react/icons/x'
import type { Message } from '../../protocol/message.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import { useInbox } from '../data/inboxStore.tsx'
import { useT } from '../i18n/i18n.tsx'
import { messagePreview } from '../inbox/messagePreview.ts'
import { titleOf } from '../inbox/titleOf.ts'
import { isRemoved } from '../thread/metadata.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { setReply } from './drafts.ts'

/** The message that the next one replies to. The draft has it as it was when it was chosen. */
export function ReplyLine({ room, message: chosen }: { room: RoomSummary; message: Message }) {
  const t = useT()
  // The customer may edit or delete it while the answer is written.
  const message =
    useInbox(({ messages }) => messages[room.room_id]?.items.find(({ id }) => id === chosen.id)) ??
    chosen
  const theirs = message.direction === 'incoming'
  return (
    <div className="mx-3 mt-2 flex items-center gap-2 rounded-r2 border-l-2 border-accent bg-surface-2 py-1 pr-1 pl-3 text-12">
      <div className="min-w-0 flex-1">
        <div className="font-semibold text-accent-text">
          {t('composer.replyTo', { name: theirs ? titleOf(room) : t('row.you') })}
        </div>
        <div dir="auto" className="truncate text-text-2">
          {isRemoved(message) ? t('kind.deleted') : messagePreview(message, t).text}
        </div>
      </div>
      <IconButton
        size="sm"
        label={t('composer.noReply')}
        onClick={() => setReply(room.room_id, null)}
      >
        <X size={14} aria-hidden="true" />
      </IconButton>
    </div>
  )
}
