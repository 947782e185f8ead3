import { clsx } from 'clsx'
import type { ComponentProps } from 'react'
import { tip } from './Tooltip.tsx'

export type IconButtonProps = Omit<ComponentProps<'button'>, 'aria-label'> & {
  /** The accessible name and the tooltip. */
  label: string
  /** The shortcut that does the same, shown in the tooltip. */
  keys?: string
  size?: 'sm' | 'md'
  on?: boolean | undefined
}

export function IconButton({
  label,
  keys,
  size = 'md',
  on,
  className,
  children,
  ...rest
}: IconButtonProps) {
  return (
    <button
      type="button"
      {...tip(label, keys)}
      {...rest}
      aria-label={label}
      aria-keyshortcuts={keys}
      aria-pressed={on}
      className={clsx(
        'inline-grid shrink-0 place-items-center transition-colors disabled:opacity-45',
        on
          ? 'bg-accent-soft text-accent-text'
          : 'text-text-2 hover:usable:bg-surface-2 hover:usable:text-text',
        size === 'md' ? 'size-8 rounded-r3 thumb:size-11' : 'size-6 rounded-r2 thumb:size-11',
        className,
      )}
    >
      {children}
    </button>
  )
}
