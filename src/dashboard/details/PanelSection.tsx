import type { ReactNode } from 'react'

/** A section of the panel: its title, an action beside it, and its content. */
export function PanelSection({
  title,
  aside,
  children,
}: {
  title: string
  aside?: ReactNode
  children: ReactNode
}) {
  return (
    <section aria-label={title}>
      <header className="mb-2 flex min-h-6 items-center justify-between gap-2">
        <h3 className="text-13 font-semibold text-text-2">{title}</h3>
        {aside}
      </header>
      {children}
    </section>
  )
}
