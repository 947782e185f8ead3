import Check from 'lucide-react/icons/check'
import CircleAlert from 'lucide-react/icons/circle-alert'
import { useLayoutEffect, useRef } from 'react'
import type { RoomSummary } from '../../protocol/room.ts'
import { useT } from '../i18n/i18n.tsx'
import { titleOf } from '../inbox/titleOf.ts'
import { Button } from '../ui/Button.tsx'
import { useText } from './text.ts'

/** What became of a forward in one room; `refusal`: why the room did not get it. */
export type Result = { room: RoomSummary; refusal: string | null }

/** What became of a forward that only some rooms got. Each can be opened, such as to send a template there instead. */
export function Outcome({
  results,
  onOpen,
}: {
  results: readonly Result[]
  onOpen: (roomId: string) => void
}) {
  const t = useT()
  const text = useText()
  const summary = useRef<HTMLParagraphElement>(null)
  // The button that was pressed goes in the same commit: later, the dialog might take the focus first.
  useLayoutEffect(() => summary.current?.focus(), [])
  const n = results.filter(({ refusal }) => refusal === null).length
  return (
    <>
      <p ref={summary} tabIndex={-1} className="px-6 py-4 font-medium outline-none max-desk:px-4">
        {text('partly', { n, all: results.length })}
      </p>
      <ul className="border-t border-line">
        {results.map(({ room, refusal }) => (
          <li
            key={room.room_id}
            className="flex min-h-14 items-center gap-3 border-b border-line px-6 py-2 max-desk:px-4"
          >
            {refusal === null ? (
              <Check size={16} aria-hidden="true" className="shrink-0 text-ok" />
            ) : (
              <CircleAlert size={16} aria-hidden="true" className="shrink-0 text-bad" />
            )}
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{titleOf(room)}</span>
              <span className={refusal === null ? 'text-12 text-text-3' : 'text-12 text-bad'}>
                {refusal ?? text('forwarded')}
              </span>
            </span>
            <Button
              size="sm"
              aria-label={text('open', { name: titleOf(room) })}
              onClick={() => onOpen(room.room_id)}
            >
              {t('alerts.open')}
            </Button>
          </li>
        ))}
      </ul>
    </>
  )
}
