import type { DashboardHistory, DashboardStats } from '../../protocol/stats.ts'
import { duration } from '../i18n/amounts.ts'
import { useLanguage, useT } from '../i18n/i18n.tsx'
import { useMoment } from './chart.tsx'
import { Figure } from './Figure.tsx'
import { Sparkline } from './Sparkline.tsx'

const HOUR_MS = 3_600_000

/** The counters of this moment, and how they came about. */
export function Figures({
  stats,
  history,
}: {
  stats: DashboardStats | undefined
  history: DashboardHistory | undefined
}) {
  const t = useT()
  const when = useMoment('today')
  const number = new Intl.NumberFormat(useLanguage())
  const n = (value: number | undefined) => (value === undefined ? undefined : number.format(value))
  const sent = stats?.messages_today.outgoing ?? 0
  const failed = stats?.messages_today.failed ?? 0
  const percent = new Intl.NumberFormat(useLanguage(), {
    style: 'percent',
    maximumFractionDigits: 1,
  })
  const waited = (since: string, until: string) =>
    duration((Date.parse(until) - Date.parse(since)) / 1000, t)
  const median = stats?.median_first_response_seconds
  const rooms = history?.rooms ?? []
  const open = rooms.map((one) => one.unassigned + one.waiting_on_us + one.waiting_on_customer)
  const before = stats && anHourBefore(rooms, stats.generated_at)
  const more = stats && before ? stats.rooms_open - (open[rooms.indexOf(before)] ?? 0) : 0
  const longest = history?.attention.find(({ reason }) => reason === 'unassigned')
  return (
    <dl
      className="grid grid-cols-5 gap-4 max-wide:grid-cols-3 max-desk:grid-cols-2"
      aria-label={t('stats.now')}
    >
      <Figure
        label={t('stats.open')}
        value={n(stats?.rooms_open)}
        spark={<Sparkline values={open} />}
        note={
          stats &&
          (before && more !== 0
            ? t(more > 0 ? 'stats.moreThanAt' : 'stats.fewerThanAt', {
                n: Math.abs(more),
                time: when(before.at),
              })
            : t('stats.openNote', { n: number.format(stats.unread) }))
        }
      />
      <Figure
        label={t('stats.unassigned')}
        value={n(stats?.rooms_unassigned)}
        tone={stats && stats.rooms_unassigned > 0 ? 'warn' : 'ok'}
        spark={<Sparkline values={rooms.map(({ unassigned }) => unassigned)} tone="warn" />}
        note={
          stats &&
          (stats.rooms_unassigned === 0
            ? t('stats.allTaken')
            : longest
              ? t('stats.longestWait', { time: waited(longest.at, stats.generated_at) })
              : t('stats.agentsOnline', { n: stats.agents_online }))
        }
      />
      <Figure
        label={t('stats.medianFirst')}
        value={stats && (median == null ? '–' : duration(median, t))}
        note={stats && t('stats.today')}
      />
      <Figure
        label={t('stats.closing')}
        value={n(stats?.windows_closing_1h)}
        tone={stats && stats.windows_closing_1h > 0 ? 'warn' : 'plain'}
        note={stats && t('stats.closingNote')}
      />
      <Figure
        label={t('stats.failed')}
        value={n(stats?.messages_today.failed)}
        tone={failed > 0 ? 'bad' : 'plain'}
        spark={<Sparkline values={(history?.messages ?? []).map(({ failed }) => failed)} />}
        note={
          stats &&
          t('stats.failedNote', {
            share: percent.format(sent === 0 ? 0 : failed / sent),
            n: number.format(sent),
          })
        }
      />
    </dl>
  )
}

/** The last point of today that is an hour old, or more. */
const anHourBefore = (rooms: DashboardHistory['rooms'], now: string) =>
  rooms.findLast(({ at }) => Date.parse(now) - Date.parse(at) >= HOUR_MS && isSameDay(at, now))
const isSameDay = (one: string, other: string) => one.slice(0, 10) === other.slice(0, 10)
