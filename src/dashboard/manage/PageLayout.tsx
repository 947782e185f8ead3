import type { ReactNode } from 'react'

/** A management page: title, description, action and content. */
export function PageLayout({
  title,
  text,
  action,
  children,
}: {
  title: string
  text: string
  action?: ReactNode
  children: ReactNode
}) {
  return (
    <div className="mx-auto grid max-w-5xl gap-4 p-6 max-desk:p-4">
      <header className="flex flex-wrap items-start gap-3">
        <div className="min-w-0 flex-1">
          <h1 className="text-20 font-semibold">{title}</h1>
          <p className="text-13 text-text-2">{text}</p>
        </div>
        {action}
      </header>
      {children}
    </div>
  )
}
