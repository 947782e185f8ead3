import Clock from 'lucide-react/icons/clock'
import type { RoomSummary } from '../../protocol/room.ts'
import { useInbox } from '../data/inboxStore.tsx'
import { useOutgoing } from '../data/outgoing.ts'
import { type Translate, useT } from '../i18n/i18n.tsx'
import { titleOf } from '../inbox/titleOf.ts'
import { useConnection } from '../shell/useConnection.ts'
import { TypingDots } from '../ui/TypingDots.tsx'
import { firstName } from './firstName.ts'

/**
 * Shows which colleagues are typing, so that two do not answer at once, and while offline how many texts wait. Keeps its
 * height when it is empty.
 */
export function TypingLine({ room }: { room: RoomSummary }) {
  const t = useT()
  const typing = useInbox((state) => state.typing[room.room_id])
  const offline = useConnection().state !== 'live'
  const outgoing = useOutgoing(room.room_id)
  const waiting = offline ? outgoing.filter(({ refusal, stored }) => !refusal && !stored).length : 0
  const names = typing ? Object.values(typing).map(firstName) : []
  return (
    <div
      aria-live="polite"
      className="flex h-6 shrink-0 items-center gap-2 px-6 text-12 text-text-3 max-desk:px-4 squat:hidden"
    >
      {names.length > 0 && (
        <>
          <TypingDots />
          <span className="truncate">{lineOf(names, firstName(titleOf(room)), t)}</span>
        </>
      )}
      {waiting > 0 && (
        <span className="ml-auto flex items-center gap-1">
          <Clock size={14} aria-hidden="true" />
          {t('bubble.waiting', { n: waiting })}
        </span>
      )}
    </div>
  )
}

function lineOf(names: readonly string[], customer: string, t: Translate): string {
  const [a, b] = names
  if (names.length > 2) return t('thread.typingMany', { customer })
  if (b) return t('thread.typingTwo', { a: a!, b, customer })
  return t('thread.typing', { name: a!, customer })
}
