import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { DashboardHistory } from '../../protocol/stats.ts'
import { useLanguage, useT } from '../i18n/i18n.tsx'
import { Card } from './Card.tsx'
import { ChartTooltip } from './ChartTooltip.tsx'
import { AXIS, GRID, Legend, MARGIN, useTickFormat } from './chart.tsx'
import { DataTable } from './DataTable.tsx'

/** Incoming and outgoing messages by day. */
export function MessagesChart({ history }: { history: DashboardHistory }) {
  const t = useT()
  // `day` is a date without a time, which JavaScript parses as midnight in UTC.
  const when = useTickFormat({ range: '30d', time_zone: 'UTC' })
  const number = new Intl.NumberFormat(useLanguage(), { notation: 'compact' })
  const { messages } = history
  const series = [
    { key: 'incoming', name: t('stats.in'), colour: 'var(--d1)' },
    { key: 'outgoing', name: t('stats.out'), colour: 'var(--d2)' },
  ] as const
  return (
    <Card
      title={t('stats.messagesPerDay')}
      hint={t('stats.lastDays', { n: messages.length })}
      aside={<Legend series={series} />}
      className="col-span-4 max-wide:col-span-6 max-desk:col-span-12"
    >
      <figure aria-label={t('stats.messagesSays', { n: messages.length })} className="h-64 px-2">
        <ResponsiveContainer>
          <BarChart data={messages} margin={MARGIN} accessibilityLayer={false}>
            <CartesianGrid {...GRID} />
            <XAxis dataKey="day" tickFormatter={when} minTickGap={24} {...AXIS} />
            <YAxis width={40} tickFormatter={number.format} allowDecimals={false} {...AXIS} />
            <Tooltip
              cursor={{ fill: 'var(--surface-2)' }}
              content={(props) => (
                <ChartTooltip {...props} formatValue={String} formatTime={when} />
              )}
            />
            {series.map(({ key, name, colour }) => (
              <Bar
                key={key}
                dataKey={key}
                name={name}
                stackId="messages"
                fill={colour}
                maxBarSize={20}
                stroke="var(--surface)"
                radius={2}
                isAnimationActive={false}
              />
            ))}
          </BarChart>
        </ResponsiveContainer>
      </figure>
      <DataTable
        caption={t('stats.messagesPerDay')}
        head={[t('stats.day'), t('stats.in'), t('stats.out'), t('stats.notDelivered')]}
        rows={messages.map((one) => [when(one.day), one.incoming, one.outgoing, one.failed])}
      />
    </Card>
  )
}
