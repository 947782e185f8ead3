import { clsx } from 'clsx'

/** A count, shown as "99+" above 99. */
export function Badge({
  count,
  label,
  small,
  className,
}: {
  count: number
  /** What is counted, for screen readers. */
  label: string
  small?: boolean
  className?: string
}) {
  if (count <= 0) return null
  return (
    <span
      role="img"
      aria-label={label}
      className={clsx(
        'rounded-full bg-accent text-center font-semibold tabular-nums text-on-accent',
        small ? 'h-4 min-w-4 px-1 text-[10px] leading-4' : 'h-5 min-w-5 px-1.5 text-11 leading-5',
        className,
      )}
    >
      {count > 99 ? '99+' : count}
    </span>
  )
}
