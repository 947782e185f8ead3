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
  /** Presses do nothing meanwhile, nor does Enter in its form. It keeps the focus, which a disabled button would lose. */
  busy?: boolean
}

const VARIANTS: Record<Variant, string> = {
  primary:
    'bg-accent border-accent text-on-accent hover:usable:bg-accent-hover hover:usable:border-accent-hover active:usable:bg-accent-press active:usable:border-accent-press',
  secondary: 'bg-surface border-line-2 hover:usable:bg-surface-2 active:usable:bg-surface-3',
  soft: 'bg-accent-soft border-transparent text-accent-text hover:usable:bg-accent-soft-2',
  ghost: 'border-transparent hover:usable:bg-surface-2 active:usable:bg-surface-3',
  danger: 'bg-surface border-bad-line text-bad hover:usable:bg-bad-soft active:usable:bg-bad-line',
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
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled && !busy}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={clsx(
        'inline-flex shrink-0 items-center justify-center border font-medium whitespace-nowrap transition-colors disabled:opacity-45',
        VARIANTS[variant],
        SIZES[size],
        className,
      )}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  )
}
