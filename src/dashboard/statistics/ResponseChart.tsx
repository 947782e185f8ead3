import {
  CartesianGrid,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import type { DashboardHistory } from '../../protocol/stats.ts'
import { duration } from '../i18n/amounts.ts'
import { useT } from '../i18n/i18n.tsx'
import { Card } from './Card.tsx'
import { ChartTip } from './ChartTip.tsx'
import { AXIS, GRID, Legend, MARGIN, useMoment } from './chart.tsx'
import { DataTable } from './DataTable.tsx'
import { NothingYet } from './NothingYet.tsx'

/** How long customers waited for the first answer of a day. */
export function ResponseChart({ history }: { history: DashboardHistory }) {
  const t = useT()
  const when = useMoment(history.range)
  const say = (seconds: number) => duration(seconds, t)
  const { first_responses: points } = history
  const series = [
    { key: 'median', name: t('stats.median'), colour: 'var(--d1)' },
    { key: 'p90', name: t('stats.p90'), colour: 'var(--d2)' },
  ] as const
  return (
    <Card
      title={t('stats.firstResponse')}
      hint={t(`stats.range.${history.range}`)}
      aside={<Legend series={series} />}
      className="col-span-5 max-wide:col-span-12"
    >
      {points.length === 0 ? (
        <NothingYet />
      ) : (
        <figure
          aria-label={t('stats.firstResponseSays', { n: points.length })}
          className="h-64 px-2"
        >
          <ResponsiveContainer>
            <LineChart data={points} margin={MARGIN} accessibilityLayer={false}>
              <CartesianGrid {...GRID} />
              <XAxis dataKey="at" tickFormatter={when} minTickGap={40} {...AXIS} />
              <YAxis width={64} tickFormatter={say} {...AXIS} tick={{ ...AXIS.tick, width: 64 }} />
              <Tooltip content={(props) => <ChartTip {...props} say={say} when={when} />} />
              {series.map(({ key, name, colour }) => (
                <Line
                  key={key}
                  dataKey={key}
                  name={name}
                  type="monotone"
                  stroke={colour}
                  strokeWidth={2}
                  dot={points.length < 3}
                  isAnimationActive={false}
                />
              ))}
            </LineChart>
          </ResponsiveContainer>
        </figure>
      )}
      <DataTable
        caption={t('stats.firstResponse')}
        head={[t('stats.time'), t('stats.median'), t('stats.p90'), t('stats.answers')]}
        rows={points.map((one) => [when(one.at), say(one.median), say(one.p90), one.answers])}
      />
    </Card>
  )
}
