import '../i18n/lazyTexts.ts'
import { useState } from 'react'
import type { StatsRange } from '../../protocol/stats.ts'
import { useLanguage, useT } from '../i18n/i18n.tsx'
import { QueryError } from '../manage/QueryError.tsx'
import { useConnection } from '../shell/useConnection.ts'
import { Skeleton } from '../ui/Skeleton.tsx'
import { Tag } from '../ui/Tag.tsx'
import { AgentLoad } from './AgentLoad.tsx'
import { Attention } from './Attention.tsx'
import { Figures } from './Figures.tsx'
import { MessagesChart } from './MessagesChart.tsx'
import { RangeSwitch } from './RangeSwitch.tsx'
import { ResponseChart } from './ResponseChart.tsx'
import { RoomsChart } from './RoomsChart.tsx'
import { useLiveStats, useStatsHistory } from './useLiveStats.ts'
import { differsFromLocal, shownZone } from './zone.ts'

/** Statistics for supervisors: live counters, and charts of their history. */
export function StatisticsPage() {
  const t = useT()
  const [range, setRange] = useState<StatsRange>('today')
  const stats = useLiveStats()
  const history = useStatsHistory(range)
  const live = useConnection().state === 'live'
  const zone = shownZone(history.data?.time_zone)
  const time = new Intl.DateTimeFormat(useLanguage(), {
    timeStyle: 'medium',
    hourCycle: 'h23',
    timeZone: zone,
  })
  return (
    <main className="scroll-thin h-full overflow-y-auto">
      <header className="sticky top-0 z-10 flex min-h-(--bar) flex-wrap items-center gap-3 border-b border-line bg-bg px-6 py-2 max-desk:px-4">
        <h1 className="text-16 font-semibold">{t('stats.title')}</h1>
        <Tag tone={live ? 'ok' : 'warn'}>{live ? t('stats.live') : t('stats.paused')}</Tag>
        {stats.data && (
          <span className="text-12 text-text-3">
            {t('stats.updated', { time: time.format(new Date(stats.data.generated_at)) })}
            {zone &&
              differsFromLocal(zone, stats.data.generated_at) &&
              ` · ${t('stats.zone', { zone })}`}
          </span>
        )}
        <span className="flex-1" />
        <RangeSwitch value={range} onChange={setRange} />
      </header>
      <div className="grid gap-4 p-6 max-desk:p-4">
        <Figures stats={stats.data} history={history.data} />
        {history.data ? (
          <div className="grid grid-cols-12 gap-4">
            <RoomsChart history={history.data} />
            <ResponseChart history={history.data} />
            <AgentLoad history={history.data} />
            <MessagesChart history={history.data} />
            <Attention history={history.data} />
          </div>
        ) : history.error ? (
          <QueryError query={history} title={t('stats.failedToLoad')} />
        ) : (
          <Skeleton className="h-80 rounded-r4" />
        )}
      </div>
    </main>
  )
}
