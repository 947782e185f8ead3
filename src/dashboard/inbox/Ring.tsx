import { clsx } from 'clsx'
import { WINDOW_MS } from './windowLeft.ts'

const AROUND = 2 * Math.PI * 5

/** A ring that shows how much of the 24 hours is left. */
export function Ring({ left, tone }: { left: number; tone: 'accent' | 'warn' }) {
  const part = Math.min(1, left / WINDOW_MS)
  return (
    <svg
      viewBox="0 0 14 14"
      aria-hidden="true"
      className={clsx(
        'size-3.5 shrink-0 -rotate-90 fill-none stroke-[2.5]',
        tone === 'warn' ? 'text-d3' : 'text-accent',
      )}
    >
      <circle cx="7" cy="7" r="5" className="stroke-surface-3" />
      <circle
        cx="7"
        cy="7"
        r="5"
        stroke="currentColor"
        strokeDasharray={`${(part * AROUND).toFixed(1)} ${AROUND.toFixed(1)}`}
      />
    </svg>
  )
}
