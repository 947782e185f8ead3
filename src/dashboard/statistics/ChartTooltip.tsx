type Entry = { name?: unknown; value?: unknown; color?: string; fill?: string }

/** The values at the hovered place of a chart. */
export function ChartTooltip({
  active,
  label,
  payload,
  formatValue,
  formatTime,
}: {
  active?: boolean
  label?: unknown
  payload?: readonly Entry[]
  formatValue: (value: number) => string
  formatTime: (label: string) => string
}) {
  if (!active || !payload?.length) return null
  return (
    <div className="rounded-r3 bg-surface px-3 py-2 text-12 shadow-pop">
      <div className="mb-1 text-text-3">{formatTime(String(label))}</div>
      {payload.map(({ name, value, color, fill }) => (
        <div key={String(name)} className="flex items-center gap-2">
          <span
            aria-hidden="true"
            className="size-2 rounded-[2px]"
            style={{ background: color ?? fill }}
          />
          <span className="flex-1 text-text-2">{String(name)}</span>
          <span className="font-semibold tabular-nums">{formatValue(Number(value))}</span>
        </div>
      ))}
    </div>
  )
}
