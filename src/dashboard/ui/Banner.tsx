import { clsx } from 'clsx'
import type { ReactNode } from 'react'

/** A line at the top of the page, shown for as long as a condition lasts. */
export function Banner({
  tone = 'warn',
  icon,
  action,
  children,
}: {
  tone?: 'warn' | 'bad' | 'info'
  icon?: ReactNode
  action?: ReactNode
  children: ReactNode
}) {
  return (
    <div
      role="status"
      className={clsx(
        'flex min-h-9 shrink-0 items-center gap-2 border-b px-4 py-2 text-13 font-medium',
        tone === 'warn' && 'border-warn-line bg-warn-soft text-warn',
        tone === 'bad' && 'border-bad-line bg-bad-soft text-bad',
        tone === 'info' && 'border-accent-line bg-accent-soft text-accent-text',
      )}
    >
      {icon}
      <span className="min-w-0 flex-1">{children}</span>
      {action}
    </div>
  )
}
