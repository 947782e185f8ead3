import type { DashboardStats } from '../../protocol/stats.ts'
import { duration } from '../i18n/amounts.ts'
import { useLanguage, useT } from '../i18n/i18n.tsx'
import { Figure } from './Figure.tsx'

/** The counters of this moment. */
export function Figures({ stats }: { stats: DashboardStats | undefined }) {
  const t = useT()
  const number = new Intl.NumberFormat(useLanguage())
  const n = (value: number | undefined) => (value === undefined ? undefined : number.format(value))
  const sent = stats?.messages_today.outgoing ?? 0
  const failed = stats?.messages_today.failed ?? 0
  const percent = new Intl.NumberFormat(useLanguage(), {
    style: 'percent',
    maximumFractionDigits: 1,
  })
  const median = stats?.median_first_response_seconds
  return (
    <dl
      className="grid grid-cols-5 gap-4 max-wide:grid-cols-3 max-desk:grid-cols-2"
      aria-label={t('stats.now')}
    >
      <Figure
        label={t('stats.open')}
        value={n(stats?.rooms_open)}
        note={stats && t('stats.openNote', { n: number.format(stats.unread) })}
      />
      <Figure
        label={t('stats.unassigned')}
        value={n(stats?.rooms_unassigned)}
        tone={stats && stats.rooms_unassigned > 0 ? 'warn' : 'ok'}
        note={
          stats &&
          (stats.rooms_unassigned > 0
            ? t('stats.agentsOnline', { n: stats.agents_online })
            : t('stats.allTaken'))
        }
      />
      <Figure
        label={t('stats.firstResponse')}
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
