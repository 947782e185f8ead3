import { clsx } from 'clsx'

/** A placeholder with the real height of what is loading. Appears only if that takes more than 200 ms. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span className={clsx('appear-late block', className)} aria-hidden="true">
      <span className="animate-skeleton block size-full rounded-[inherit] bg-surface-3" />
    </span>
  )
}
