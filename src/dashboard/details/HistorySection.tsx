import { useState } from 'react'
import type { RoomSummary } from '../../protocol/room.ts'
import { describeError } from '../data/describeError.ts'
import { useRoomHistory } from '../data/history.ts'
import { useNow } from '../data/useNow.ts'
import { useT } from '../i18n/i18n.tsx'
import { clock, dayName } from '../i18n/time.ts'
import { Button } from '../ui/Button.tsx'
import { LoadMoreButton } from '../ui/LoadMoreButton.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { describeHistoryEntry } from './describeHistoryEntry.tsx'
import { PanelSection } from './PanelSection.tsx'

const SHOWN = 5

/** The room's history: what was done, by whom and when. */
export function HistorySection({ room }: { room: RoomSummary }) {
  const t = useT()
  const now = useNow()
  const [all, setAll] = useState(false)
  const history = useRoomHistory(room)
  const entries = all ? history.rows : history.rows?.slice(0, SHOWN)
  return (
    <PanelSection
      title={t('details.history')}
      aside={
        (history.rows?.length ?? 0) > SHOWN && (
          <button
            type="button"
            aria-expanded={all}
            onClick={() => setAll(!all)}
            className="rounded-r1 text-12 font-medium text-accent-text hover:underline thumb:min-h-11"
          >
            {all ? t('details.showLess') : t('details.viewAll')}
          </button>
        )
      }
    >
      {history.error && !history.isFetchNextPageError && (
        <p className="flex items-center justify-between gap-2 text-13 text-text-2" role="alert">
          {describeError(history.error, t)}
          <Button size="sm" onClick={() => void history.refetch()}>
            {t('ui.retry')}
          </Button>
        </p>
      )}
      {history.isPending && <Skeleton className="h-10 rounded-r2" />}
      {entries?.length === 0 && <p className="text-13 text-text-3">{t('details.noHistory')}</p>}
      <ol className="ml-1 border-l border-line text-12">
        {entries?.map((entry, place) => (
          <li
            key={entry.id}
            className={`relative pb-3 pl-4 before:absolute before:top-1 before:-left-[4px] before:size-[7px] before:rounded-full ${
              place === 0 ? 'before:bg-accent' : 'before:bg-line-3'
            }`}
          >
            <span className="block wrap-anywhere">{describeHistoryEntry(entry, t)}</span>
            <time dateTime={entry.at} className="text-text-3 tabular-nums">
              {dayName(entry.at, now)}, {clock(entry.at)}
            </time>
          </li>
        ))}
      </ol>
      {all && <LoadMoreButton query={history} />}
    </PanelSection>
  )
}
