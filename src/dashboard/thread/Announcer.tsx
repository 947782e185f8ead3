import { useEffect, useRef, useState } from 'react'
import type { Message } from '../../protocol/message.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import { useT } from '../i18n/i18n.tsx'
import { kindOf } from '../inbox/kindOf.ts'
import { titleOf } from '../inbox/titleOf.ts'
import { firstName } from './firstName.ts'

/** Reads out what the customer writes while the room is open, and nothing else. */
export function Announcer({ room, newest }: { room: RoomSummary; newest: Message | undefined }) {
  const t = useT()
  const opened = useRef(newest?.id)
  const [said, setSaid] = useState('')
  useEffect(() => {
    if (!newest || newest.id === opened.current) return
    opened.current = newest.id
    if (newest.direction !== 'incoming' || newest.content_type === 'reaction') return
    setSaid(t('thread.said', { name: firstName(titleOf(room)), text: kindOf(newest, t).text }))
  }, [newest, room, t])
  return (
    <div aria-live="polite" className="sr-only">
      {said}
    </div>
  )
}
