import { clsx } from 'clsx'
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { Switch } from '../../ui/Switch.tsx'

/** One kind of misbehaviour: what it does, a switch, and its settings. */
export function Misbehaviour({
  icon: Icon,
  title,
  hint,
  on,
  onSwitch,
  children,
}: {
  icon: LucideIcon
  title: string
  hint: string
  on: boolean
  onSwitch: (on: boolean) => void
  children?: ReactNode
}) {
  return (
    <section aria-label={title} className="border-b border-line px-4 py-3">
      <div className="flex items-start gap-3">
        <span
          className={clsx(
            'grid size-8 shrink-0 place-items-center rounded-r3',
            on ? 'bg-accent-soft text-accent-text' : 'bg-surface-2 text-text-2',
          )}
        >
          <Icon size={16} aria-hidden="true" />
        </span>
        <div className="min-w-0 flex-1">
          <h3 className="text-13 font-medium">{title}</h3>
          <p className="text-12 text-text-3">{hint}</p>
        </div>
        <Switch label={title} checked={on} onChange={onSwitch} />
      </div>
      {on && children && <div className="mt-2 pl-11">{children}</div>}
    </section>
  )
}

/** A slider for the extent of a misbehaviour. */
export function Amount({
  label,
  shown,
  value,
  min,
  max,
  step,
  onChange,
}: {
  label: string
  /** The value as text. */
  shown: string
  value: number
  min: number
  max: number
  step: number
  onChange: (value: number) => void
}) {
  return (
    <label className="block">
      <span className="flex justify-between gap-2 text-12">
        <span className="text-text-2">{label}</span>
        <b className="font-semibold tabular-nums">{shown}</b>
      </span>
      <input
        type="range"
        value={value}
        min={min}
        max={max}
        step={step}
        aria-valuetext={shown}
        onChange={(event) => onChange(Number(event.target.value))}
        className="mt-1 block w-full accent-accent thumb:mt-0 thumb:h-11"
      />
    </label>
  )
}
