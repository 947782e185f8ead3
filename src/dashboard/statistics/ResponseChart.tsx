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
import { formatSeconds } from '../i18n/formatSeconds.ts'
import { useT } from '../i18n/i18n.tsx'
import { Card } from './Card.tsx'
import { ChartTooltip } from './ChartTooltip.tsx'
import { AXIS, EndDot, EndLabels, GRID, marginFor, useTickFormatUntilNow } from './chart.tsx'
import { DataTable } from './DataTable.tsx'
import { EmptyChart } from './EmptyChart.tsx'
import { durationTicks } from './series.ts'

/** How long customers waited for the day's first answer. */
export function ResponseChart({ history }: { history: DashboardHistory }) {
  const t = useT()
  const say = (seconds: number) => formatSeconds(seconds, t)
  const { first_responses: points } = history
  const series = [
    { key: 'p90', name: t('stats.p90'), colour: 'var(--d2)' },
    { key: 'median', name: t('stats.median'), colour: 'var(--d1)' },
  ] as const
  const last = points.at(-1)
  const when = useTickFormatUntilNow(history, last?.at)
  const labels = series.map(({ key, name, colour }) => ({ name, colour, at: last?.[key] ?? 0 }))
  const ticks = durationTicks(Math.max(0, ...points.map(({ p90 }) => p90)))
  return (
    <Card
      title={t('stats.firstResponse')}
      hint={t(`stats.range.${history.range}`)}
      className="col-span-5 max-wide:col-span-12"
    >
      {points.length === 0 ? (
        <EmptyChart />
      ) : (
        <figure
          aria-label={t('stats.firstResponseSays', { n: points.length })}
          className="h-64 px-2"
        >
          <ResponsiveContainer>
            <LineChart data={points} margin={marginFor(labels)} accessibilityLayer={false}>
              <CartesianGrid {...GRID} />
              <XAxis dataKey="at" tickFormatter={when} minTickGap={40} {...AXIS} />
              <YAxis
                width={64}
                ticks={ticks}
                domain={[0, ticks.at(-1)!]}
                tickFormatter={say}
                {...AXIS}
              />
              <Tooltip
                content={(props) => <ChartTooltip {...props} formatValue={say} formatTime={when} />}
              />
              {series.map(({ key, name, colour }) => (
                <Line
                  key={key}
                  dataKey={key}
                  name={name}
                  type="monotone"
                  stroke={colour}
                  strokeWidth={2}
                  dot={<EndDot count={points.length} />}
                  isAnimationActive={false}
                />
              ))}
              <EndLabels labels={labels} />
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
