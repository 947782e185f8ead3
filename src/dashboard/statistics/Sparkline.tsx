import { Line, LineChart, YAxis } from 'recharts'
import { EndDot } from './chart.tsx'

const COLOURS = { plain: 'var(--d1)', warn: 'var(--d3)' }
/** Room for the last point's dot, which reaches beyond the line. */
const MARGIN = { top: 4, right: 4, bottom: 4, left: 4 }

/** A small chart of a number's history. The charts below show it with axes and as a table. */
export function Sparkline({
  values,
  tone = 'plain',
}: {
  values: readonly number[]
  tone?: keyof typeof COLOURS
}) {
  if (values.length < 2) return null
  const points = values.map((value) => ({ value }))
  return (
    <div aria-hidden="true" className="shrink-0">
      <LineChart width={76} height={36} data={points} margin={MARGIN} accessibilityLayer={false}>
        <YAxis hide domain={['dataMin', 'dataMax']} />
        <Line
          dataKey="value"
          type="monotone"
          stroke={COLOURS[tone]}
          strokeWidth={1.5}
          dot={<EndDot count={points.length} />}
          isAnimationActive={false}
        />
      </LineChart>
    </div>
  )
}
