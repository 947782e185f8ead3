import { clsx } from 'clsx'

/** How many; over 99 it says so. */
export function Badge({
  count,
  label,
  small,
  className,
}: {
  count: number
  /** What is counted, for those who only hear it. */
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
