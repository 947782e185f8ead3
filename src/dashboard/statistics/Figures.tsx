import type { DashboardHistory, DashboardStats } from '../../protocol/stats.ts'
import { formatSeconds } from '../i18n/formatSeconds.ts'
import { useLanguage, useT } from '../i18n/i18n.tsx'
import { useTickFormat } from './chart.tsx'
import { Figure } from './Figure.tsx'
import { Sparkline } from './Sparkline.tsx'
import { dayIn, shownZone } from './zone.ts'

const HOUR_MS = 3_600_000

/** The current counters, with their history. */
export function Figures({
  stats,
  history,
}: {
  stats: DashboardStats | undefined
  history: DashboardHistory | undefined
}) {
  const t = useT()
  const zone = shownZone(history?.time_zone)
  const when = useTickFormat({ range: 'today', time_zone: zone })
  const number = new Intl.NumberFormat(useLanguage())
  const n = (value: number | undefined) => (value === undefined ? undefined : number.format(value))
  const sent = stats?.messages_today.outgoing ?? 0
  const failed = stats?.messages_today.failed ?? 0
  const percent = new Intl.NumberFormat(useLanguage(), {
    style: 'percent',
    maximumFractionDigits: 1,
  })
  const waited = (since: string, until: string) =>
    formatSeconds((Date.parse(until) - Date.parse(since)) / 1000, t)
  const median = stats?.median_first_response_seconds
  const rooms = history?.rooms ?? []
  const open = rooms.map((one) => one.unassigned + one.waiting_on_us + one.waiting_on_customer)
  const before = stats && anHourBefore(rooms, stats.generated_at, zone)
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
        value={stats && (median == null ? '–' : formatSeconds(median, t))}
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

/** The latest data point of today that is at least an hour old. */
function anHourBefore(rooms: DashboardHistory['rooms'], now: string, zone: string | undefined) {
  const before = rooms.findLast(({ at }) => Date.parse(now) - Date.parse(at) >= HOUR_MS)
  return before && dayIn(zone, before.at) === dayIn(zone, now) ? before : undefined
}
