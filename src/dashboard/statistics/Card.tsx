import { clsx } from 'clsx'
import type { ReactNode } from 'react'

/** A titled part of the page. */
export function Card({
  title,
  hint,
  aside,
  className,
  children,
}: {
  title: string
  hint?: string
  aside?: ReactNode
  className?: string
  children: ReactNode
}) {
  return (
    <section
      aria-label={title}
      className={clsx('flex min-w-0 flex-col rounded-r4 border border-line bg-surface', className)}
    >
      <header className="flex min-h-12 flex-wrap items-center gap-x-2 px-5 pt-3 pb-2">
        <h2 className="text-14 font-semibold">{title}</h2>
        {hint && <span className="text-12 text-text-3">{hint}</span>}
        <span className="flex-1" />
        {aside}
      </header>
      {children}
    </section>
  )
}
