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
import { useAskedMessage } from './useAskedMessage.ts'
import { useDetailsShown } from './useDetailsShown.ts'
import { useRoomKeys } from './useRoomKeys.ts'
import { useThreadTools } from './useThreadTools.ts'

/** A room: who it is, what was said, and beside it all there is to know. */
export function RoomPage({ room }: { room: RoomSummary }) {
  const t = useT()
  const [choosing, setChoosing] = useState(false)
  const { tools, thread } = useThreadTools(room, { chooseTemplate: () => setChoosing(true) })
  const details = useDetailsShown()
  const { dropping, target } = useDrop(room)
  useAskedMessage(thread)
  useRoomKeys({ room, tools, details })
  return (
    <ThreadProvider value={tools}>
      <div className="relative flex h-full min-h-0">
        <main
          {...target}
          inert={details.over}
          aria-label={t('thread.with', { name: titleOf(room) })}
          className="flex min-w-0 flex-1 flex-col bg-thread"
        >
          <RoomHeader room={room} details={details} />
          <Thread room={room} thread={thread} />
          <TypingLine room={room} />
          <Composer room={room} choosing={choosing} dropping={dropping} onChoosing={setChoosing} />
        </main>
        {details.shown && <DetailsColumn room={room} details={details} />}
      </div>
    </ThreadProvider>
  )
}
