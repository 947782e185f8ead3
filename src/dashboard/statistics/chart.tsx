import { usePlotArea, useYAxisScale } from 'recharts'
import type { DashboardHistory } from '../../protocol/stats.ts'
import { useLanguage, useT } from '../i18n/i18n.tsx'
import { spread } from './series.ts'
import { shownZone } from './zone.ts'

/** Props that all charts share. */
export const AXIS = {
  tickLine: false,
  axisLine: false,
  tick: { fill: 'var(--text-3)', fontSize: 11 },
} as const
export const GRID = { stroke: 'var(--line)', vertical: false } as const
export const MARGIN = { top: 8, right: 16, bottom: 0, left: 0 } as const

type Axis = { range: DashboardHistory['range']; time_zone: string | undefined }

/** Formats a time on an axis in the time zone of the team: the hour for today, the day for longer ranges. */
export function useTickFormat({ range, time_zone }: Axis): (at: string) => string {
  const language = useLanguage()
  const format = new Intl.DateTimeFormat(language, {
    timeZone: shownZone(time_zone),
    ...(range === 'today'
      ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
      : { day: 'numeric', month: 'short' }),
  })
  return (at) => format.format(new Date(at))
}

/** The same, but the latest time is shown as "now". */
export function useTickFormatUntilNow(
  axis: Axis,
  latest: string | undefined,
): (at: string) => string {
  const t = useT()
  const when = useTickFormat(axis)
  return (at) => (at === latest ? t('stats.nowTick') : when(at))
}

export type EndLabel = { name: string; value?: string; colour: string; at: number }

const LINE = 18
const GAP = 12
const MARK = 14
/**
 * The average width of a letter at 12 px. Margins are needed before the labels are drawn, so their width is estimated.
 */
const LETTER = 7

/** A chart's margins with room for these labels on the right. */
export const marginFor = (labels: readonly EndLabel[]) => ({
  ...MARGIN,
  right:
    GAP +
    MARK +
    Math.max(...labels.map(({ name, value = '' }) => name.length + value.length + 1)) * LETTER,
})

/** The name of each series beside its last point, from top to bottom. */
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

/** A dot at the last of `count` points. Recharts passes the other props, for every point of a line. */
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

/** The colour and name of each series. */
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
