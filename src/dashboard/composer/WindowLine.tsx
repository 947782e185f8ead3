import { clsx } from 'clsx'
import StickyNote from 'lucide-react/icons/sticky-note'
import type { RoomSummary } from '../../protocol/room.ts'
import { useT } from '../i18n/i18n.tsx'
import { clock, formatDuration } from '../i18n/time.ts'
import { Ring } from '../inbox/Ring.tsx'
import { Kbd } from '../ui/Kbd.tsx'

const SOON_MS = 3_600_000

/** How long free text may still be sent, or that this is a note. */
export function WindowLine({
  room,
  left,
  note,
}: {
  room: RoomSummary
  left: number
  note: boolean
}) {
  const t = useT()
  const soon = left < SOON_MS
  return (
    <div
      className={clsx(
        'flex min-h-9 items-center gap-2 px-3 text-12 font-medium desk:border-b max-desk:px-4',
        note || soon
          ? 'border-warn-line bg-warn-soft text-warn max-desk:mb-2'
          : 'border-line text-text-2',
      )}
    >
      {note ? (
        <>
          <StickyNote size={14} aria-hidden="true" />
          <span>{t('composer.noteLine')}</span>
        </>
      ) : (
        <>
          <Ring left={left} tone={soon ? 'warn' : 'accent'} />
          <span>
            {t.rich('composer.until', {
              time: <b className="font-semibold">{clock(room.window_expires_at!)}</b>,
            })}{' '}
            <span className="max-desk:hidden">({formatDuration(left)})</span>
          </span>
        </>
      )}
      <span className="flex-1" />
      {!note && <span className="tabular-nums desk:hidden">{formatDuration(left)}</span>}
      {!note && (
        <span className="flex items-center gap-1.5 text-text-3 thumb:hidden">
          <Kbd>/</Kbd> {t('composer.quickReplies')}
        </span>
      )}
    </div>
  )
}
