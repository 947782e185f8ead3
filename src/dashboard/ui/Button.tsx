import { clsx } from 'clsx'
import type { ComponentProps, ReactNode } from 'react'
import { Spinner } from './Spinner.tsx'

type Variant = 'primary' | 'secondary' | 'soft' | 'ghost' | 'danger'
type Size = 'sm' | 'md' | 'lg'

export type ButtonProps = ComponentProps<'button'> & {
  variant?: Variant
  size?: Size
  /** Shown before the label, or replaced by a spinner while `busy`. */
  icon?: ReactNode
  busy?: boolean
}

const VARIANTS: Record<Variant, string> = {
  primary:
    'bg-accent border-accent text-on-accent hover:not-disabled:bg-accent-hover hover:not-disabled:border-accent-hover active:not-disabled:bg-accent-press active:not-disabled:border-accent-press',
  secondary:
    'bg-surface border-line-2 hover:not-disabled:bg-surface-2 active:not-disabled:bg-surface-3',
  soft: 'bg-accent-soft border-transparent text-accent-text hover:not-disabled:bg-accent-soft-2',
  ghost: 'border-transparent hover:not-disabled:bg-surface-2 active:not-disabled:bg-surface-3',
  danger:
    'bg-surface border-bad-line text-bad hover:not-disabled:bg-bad-soft active:not-disabled:bg-bad-line',
}
const SIZES: Record<Size, string> = {
  sm: 'h-7 px-2 gap-1 rounded-r2 text-12 thumb:h-11 thumb:px-3',
  md: 'h-8 px-3 gap-2 rounded-r3 text-13 thumb:h-11',
  lg: 'h-10 px-3 gap-2 rounded-r3 text-14 thumb:h-11',
}

/** Use one primary button per view. */
export function Button({
  variant = 'secondary',
  size = 'md',
  icon,
  busy,
  className,
  children,
  disabled,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={clsx(
        'inline-flex shrink-0 items-center justify-center border font-medium whitespace-nowrap transition-colors',
        VARIANTS[variant],
        SIZES[size],
        disabled && !busy && 'opacity-45',
        className,
      )}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  )
}
