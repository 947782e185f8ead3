import { clsx } from 'clsx'

/** Stands where something will be, with its real height; seen only when that takes over 200 ms. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span className={clsx('appear-late block', className)} aria-hidden="true">
      <span className="animate-skeleton block size-full rounded-[inherit] bg-surface-3" />
    </span>
  )
}
