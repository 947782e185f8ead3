import { useEffect, useRef, useState } from 'react'
import type { Message } from '../../protocol/message.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import { useT } from '../i18n/i18n.tsx'
import { messagePreview } from '../inbox/messagePreview.ts'
import { titleOf } from '../inbox/titleOf.ts'
import { firstName } from './firstName.ts'

/** Announces new customer messages to screen readers while the room is open. */
export function Announcer({ room, newest }: { room: RoomSummary; newest: Message | undefined }) {
  const t = useT()
  const opened = useRef(newest?.id)
  const [said, setSaid] = useState('')
  useEffect(() => {
    if (!newest || newest.id === opened.current) return
    opened.current = newest.id
    if (newest.direction !== 'incoming' || newest.content_type === 'reaction') return
    setSaid(
      t('thread.said', { name: firstName(titleOf(room)), text: messagePreview(newest, t).text }),
    )
  }, [newest, room, t])
  return (
    <div aria-live="polite" className="sr-only">
      {said}
    </div>
  )
}
