import { useLanguage } from '../i18n/i18n.tsx'

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
