import { clsx } from 'clsx'
import X from 'lucide-react/icons/x'
import type { ReactNode } from 'react'

/** A filter that is on or off. */
export function Chip({
  on,
  onToggle,
  children,
}: {
  on: boolean
  onToggle: () => void
  children: ReactNode
}) {
  return (
    <button
      type="button"
      aria-pressed={on}
      onClick={onToggle}
      className={clsx(
        'inline-flex h-7 shrink-0 items-center gap-1 rounded-full border px-2 text-12 font-medium whitespace-nowrap transition-colors thumb:h-11 thumb:px-3',
        on
          ? 'border-accent-line bg-accent-soft text-accent-text'
          : 'border-line-2 bg-surface text-text-2 hover:bg-surface-2',
      )}
    >
      {children}
      {on && <X size={14} aria-hidden="true" />}
    </button>
  )
}
