import type { ReactNode } from 'react'

export type HealthProps<H> = { health: H }

/** A titled row of facts. */
export function FactList({
  title,
  action,
  children,
}: {
  title: string
  action?: ReactNode
  children: ReactNode
}) {
  return (
    <section aria-label={title} className="rounded-r4 border border-line bg-surface">
      <header className="flex min-h-12 items-center justify-between gap-3 border-b border-line px-5 py-2">
        <h2 className="text-14 font-semibold">{title}</h2>
        {action}
      </header>
      <dl className="grid grid-cols-[repeat(auto-fit,minmax(180px,1fr))] gap-x-8 gap-y-4 p-5">
        {children}
      </dl>
    </section>
  )
}

export function Fact({
  name,
  bad = false,
  children,
}: {
  name: string
  bad?: boolean
  children: ReactNode
}) {
  return (
    <div>
      <dt className="text-12 text-text-3">{name}</dt>
      <dd className={`text-14 font-medium tabular-nums ${bad ? 'text-warn' : ''}`}>{children}</dd>
    </div>
  )
}
