import { useState } from 'react'
import type { RoomSummary } from '../../protocol/room.ts'
import { Composer } from '../composer/Composer.tsx'
import { useDrop } from '../composer/useDrop.ts'
import { useT } from '../i18n/i18n.tsx'
import { titleOf } from '../inbox/titleOf.ts'
import { DetailsColumn } from './DetailsColumn.tsx'
import { RoomHeader } from './RoomHeader.tsx'
import { Thread } from './Thread.tsx'
import { ThreadProvider } from './ThreadContext.tsx'
import { TypingLine } from './TypingLine.tsx'
import { useDetailsShown } from './useDetailsShown.ts'
import { useLinkedMessage } from './useLinkedMessage.ts'
import { useRoomKeys } from './useRoomKeys.ts'
import { useThreadTools } from './useThreadTools.ts'

/** An open room: header, conversation, composer, and the details beside them. */
export function RoomPage({ room }: { room: RoomSummary }) {
  const t = useT()
  const [templateOpen, setTemplateOpen] = useState(false)
  const { tools, thread } = useThreadTools(room, { chooseTemplate: () => setTemplateOpen(true) })
  const details = useDetailsShown(room.room_id)
  const { dragOver, dropTarget } = useDrop(room)
  useLinkedMessage(thread)
  useRoomKeys({ room, tools, details })
  return (
    <ThreadProvider value={tools}>
      <div className="relative flex h-full min-h-0">
        <main
          {...dropTarget}
          inert={details.overlay}
          aria-label={t('thread.with', { name: titleOf(room) })}
          className="flex min-w-0 flex-1 flex-col bg-thread [container:room/size]"
        >
          <RoomHeader room={room} details={details} />
          <Thread room={room} thread={thread} />
          <TypingLine room={room} />
          <Composer
            room={room}
            templateOpen={templateOpen}
            dragOver={dragOver}
            onTemplateOpen={setTemplateOpen}
          />
        </main>
        {details.shown && <DetailsColumn room={room} details={details} />}
      </div>
    </ThreadProvider>
  )
}
