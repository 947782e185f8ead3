import { usePlotArea, useYAxisScale } from 'recharts'
import { useLanguage, useT } from '../i18n/i18n.tsx'
import { spread } from './series.ts'

/** What every chart's axes look like. */
export const AXIS = {
  tickLine: false,
  axisLine: false,
  tick: { fill: 'var(--text-3)', fontSize: 11 },
} as const
export const GRID = { stroke: 'var(--line)', vertical: false } as const
export const MARGIN = { top: 8, right: 16, bottom: 0, left: 0 } as const

/** How a moment is written on an axis: the hour of today, the day of a longer range. */
export function useMoment(range: 'today' | '7d' | '30d'): (at: string) => string {
  const language = useLanguage()
  const format = new Intl.DateTimeFormat(
    language,
    range === 'today'
      ? { hour: '2-digit', minute: '2-digit', hour12: false }
      : { day: 'numeric', month: 'short' },
  )
  return (at) => format.format(new Date(at))
}

/** The same, the latest moment as what it is. */
export function useMomentUntilNow(
  range: 'today' | '7d' | '30d',
  latest: string | undefined,
): (at: string) => string {
  const t = useT()
  const when = useMoment(range)
  return (at) => (at === latest ? t('stats.nowTick') : when(at))
}

export type EndLabel = { name: string; value?: string; colour: string; at: number }

const LINE = 18
const GAP = 12
const MARK = 14
/** A letter at 12 px, in the mean: where the labels stand is set aside before they are drawn. */
const LETTER = 6.4

/** The margins of a chart with such labels beside it. */
export const marginFor = (labels: readonly EndLabel[]) => ({
  ...MARGIN,
  right:
    GAP +
    MARK +
    Math.max(...labels.map(({ name, value = '' }) => name.length + value.length + 1)) * LETTER,
})

/** Each series by its name, beside its last point; from above. */
export function EndLabels({ labels }: { labels: readonly EndLabel[] }) {
  const plot = usePlotArea()
  const scale = useYAxisScale()
  if (!plot || !scale) return null
  const wanted = labels.map(({ at }) => Number(scale(at)))
  const places = spread(wanted, LINE, plot.y + plot.height)
  const x = plot.x + plot.width + GAP
  return (
    <g fontSize={12} dominantBaseline="central">
      {labels.map(({ name, value, colour }, n) => (
        <g key={name} transform={`translate(${x} ${places[n]})`}>
          <rect y={-5} width={10} height={10} rx={3} fill={colour} />
          <text x={MARK} fill="var(--text-2)">
            {name}
            {value !== undefined && (
              <tspan fill="var(--text)" fontWeight={600}>
                {` ${value}`}
              </tspan>
            )}
          </text>
        </g>
      ))}
    </g>
  )
}

/** A dot at the last of `count` points, and nowhere else. A line gives it the rest, as to each of its points. */
export function EndDot({
  count,
  index,
  cx,
  cy,
  stroke,
}: {
  count: number
  index?: number
  cx?: number
  cy?: number
  stroke?: string
}) {
  return index === count - 1 && <circle cx={cx} cy={cy} r={3} fill={stroke} />
}

/** A series by its colour and its name. */
export function Legend({ series }: { series: readonly { name: string; colour: string }[] }) {
  return (
    <ul className="flex flex-wrap gap-x-3 text-12 text-text-2">
      {series.map(({ name, colour }) => (
        <li key={name} className="flex items-center gap-1.5">
          <span
            aria-hidden="true"
            className="size-2.5 rounded-[3px]"
            style={{ background: colour }}
          />
          {name}
        </li>
      ))}
    </ul>
  )
}
