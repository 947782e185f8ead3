import {
  Area,
  AreaChart,
  CartesianGrid,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import type { DashboardHistory } from '../../protocol/stats.ts'
import { useT } from '../i18n/i18n.tsx'
import { Card } from './Card.tsx'
import { ChartTooltip } from './ChartTooltip.tsx'
import { AXIS, EndLabels, GRID, marginFor, useTickFormatUntilNow } from './chart.tsx'
import { DataTable } from './DataTable.tsx'
import { EmptyChart } from './EmptyChart.tsx'

/** Open rooms over time, by who has to act. */
export function RoomsChart({ history }: { history: DashboardHistory }) {
  const t = useT()
  const series = [
    { key: 'waiting_on_us', name: t('stats.onUs'), colour: 'var(--d1)' },
    { key: 'waiting_on_customer', name: t('stats.onCustomer'), colour: 'var(--d2)' },
    { key: 'unassigned', name: t('stats.unassigned'), colour: 'var(--d3)' },
  ] as const
  const { rooms } = history
  const last = rooms.at(-1)
  const when = useTickFormatUntilNow(history, last?.at)
  let below = 0
  const labels = series
    .map(({ key, name, colour }) => {
      const n = last?.[key] ?? 0
      below += n
      return { name, value: String(n), colour, at: below - n / 2 }
    })
    .reverse()
  return (
    <Card
      title={t('stats.roomsByState')}
      hint={t(`stats.range.${history.range}`)}
      className="col-span-7 max-wide:col-span-12"
    >
      {rooms.length < 2 ? (
        <EmptyChart />
      ) : (
        <figure aria-label={t('stats.roomsByStateSays', { n: rooms.length })} className="h-64 px-2">
          <ResponsiveContainer>
            <AreaChart data={rooms} margin={marginFor(labels)} accessibilityLayer={false}>
              <CartesianGrid {...GRID} />
              <XAxis dataKey="at" tickFormatter={when} minTickGap={40} {...AXIS} />
              <YAxis width={36} allowDecimals={false} {...AXIS} />
              <Tooltip
                content={(props) => (
                  <ChartTooltip {...props} formatValue={String} formatTime={when} />
                )}
              />
              {series.map(({ key, name, colour }) => (
                <Area
                  key={key}
                  dataKey={key}
                  name={name}
                  stackId="rooms"
                  type="monotone"
                  stroke="var(--surface)"
                  strokeWidth={1.5}
                  fill={colour}
                  fillOpacity={1}
                  isAnimationActive={false}
                />
              ))}
              {last && <ReferenceLine x={last.at} stroke="var(--text-3)" strokeDasharray="2 3" />}
              <EndLabels labels={labels} />
            </AreaChart>
          </ResponsiveContainer>
        </figure>
      )}
      <DataTable
        caption={t('stats.roomsByState')}
        head={[t('stats.time'), ...series.map(({ name }) => name)]}
        rows={rooms.map((one) => [when(one.at), ...series.map(({ key }) => one[key])])}
      />
    </Card>
  )
}
