import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { RoomSummary } from '../../protocol/room.ts'
import { historyQuery } from '../data/history.ts'
import { inWords } from '../data/inWords.ts'
import { useNow } from '../data/useNow.ts'
import { useT } from '../i18n/i18n.tsx'
import { clock, dayName } from '../i18n/time.ts'
import { Button } from '../ui/Button.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { deedInWords } from './deedInWords.tsx'
import { PanelSection } from './PanelSection.tsx'

const SHOWN = 5

/** What was done to the room, by whom and when. */
export function HistorySection({ room }: { room: RoomSummary }) {
  const t = useT()
  const now = useNow()
  const [all, setAll] = useState(false)
  const history = useQuery(historyQuery(room))
  const deeds = all ? history.data : history.data?.slice(0, SHOWN)
  return (
    <PanelSection
      title={t('details.history')}
      aside={
        (history.data?.length ?? 0) > SHOWN && (
          <button
            type="button"
            aria-expanded={all}
            onClick={() => setAll(!all)}
            className="rounded-r1 text-12 font-medium text-accent-text hover:underline"
          >
            {all ? t('details.showLess') : t('details.viewAll')}
          </button>
        )
      }
    >
      {history.error && (
        <p className="flex items-center justify-between gap-2 text-13 text-text-2" role="alert">
          {inWords(history.error, t)}
          <Button size="sm" onClick={() => void history.refetch()}>
            {t('ui.retry')}
          </Button>
        </p>
      )}
      {history.isPending && <Skeleton className="h-10 rounded-r2" />}
      {deeds?.length === 0 && <p className="text-13 text-text-3">{t('details.noHistory')}</p>}
      <ol className="ml-1 border-l border-line text-12">
        {deeds?.map((deed, place) => (
          <li
            key={deed.id}
            className={`relative pb-3 pl-4 before:absolute before:top-1 before:-left-[4px] before:size-[7px] before:rounded-full ${
              place === 0 ? 'before:bg-accent' : 'before:bg-line-3'
            }`}
          >
            <span className="block">{deedInWords(deed, t)}</span>
            <time dateTime={deed.at} className="text-text-3 tabular-nums">
              {dayName(deed.at, now)}, {clock(deed.at)}
            </time>
          </li>
        ))}
      </ol>
    </PanelSection>
  )
}
