import { Link } from '@tanstack/react-router'
import type { DashboardHistory } from '../../protocol/stats.ts'
import { useT } from '../i18n/i18n.tsx'
import { AgentAvatar } from '../ui/Avatar.tsx'
import { tip } from '../ui/Tooltip.tsx'
import { Card } from './Card.tsx'
import { Legend } from './chart.tsx'

/** How many open rooms each agent has, and how many of those wait for an answer. */
export function AgentLoad({ history }: { history: DashboardHistory }) {
  const t = useT()
  const { agents } = history
  const most = Math.max(1, ...agents.map(({ rooms_open }) => rooms_open))
  const series = [
    { name: t('stats.onUs'), colour: 'var(--d1)' },
    { name: t('stats.onCustomer'), colour: 'var(--d2)' },
  ]
  return (
    <Card
      title={t('stats.load')}
      aside={<Legend series={series} />}
      className="col-span-4 max-wide:col-span-6 max-desk:col-span-12"
    >
      {agents.length === 0 ? (
        <p className="px-5 pb-5 text-13 text-text-3">{t('stats.noAgents')}</p>
      ) : (
        <table className="mx-5 mb-4 w-[calc(100%-40px)] table-fixed text-13">
          <thead className="text-left text-12 text-text-3">
            <tr>
              <th scope="col" className="pb-1 font-normal">
                {t('stats.agent')}
              </th>
              <th scope="col" className="w-1/3 pb-1 font-normal max-desk:w-1/4">
                {t('stats.open')}
              </th>
              <th
                scope="col"
                className="w-24 pb-1 text-right font-normal max-desk:w-20 max-desk:pl-3"
              >
                {t('stats.waitingOfOpen')}
              </th>
            </tr>
          </thead>
          <tbody>
            {agents.map((one) => (
              <tr key={one.user_id} className="h-11">
                <th scope="row" className="pr-2 text-left font-normal">
                  <span className="flex items-center gap-2">
                    <AgentAvatar
                      id={one.user_id}
                      name={one.name}
                      size="md"
                      online={one.status === 'online'}
                    />
                    <Link
                      to="/inbox"
                      search={{ queue: 'all', agent: one.user_id }}
                      {...tip(t('inbox.roomsOf', { name: one.name }))}
                      className="inline-block truncate hover:underline thumb:min-h-11 thumb:leading-11 max-desk:whitespace-normal max-desk:wrap-anywhere"
                    >
                      {one.name}
                    </Link>
                  </span>
                </th>
                <td>
                  <span aria-hidden="true" className="flex h-2.5 rounded-[2px] bg-surface-2">
                    <span
                      className="bg-d1"
                      style={{ width: `${(100 * one.rooms_waiting) / most}%` }}
                    />
                    <span
                      className="bg-d2"
                      style={{ width: `${(100 * (one.rooms_open - one.rooms_waiting)) / most}%` }}
                    />
                  </span>
                </td>
                <td className="pl-3 text-right tabular-nums">
                  <b className="font-semibold">{one.rooms_waiting}</b>
                  <span className="text-text-3"> / {one.rooms_open}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}
