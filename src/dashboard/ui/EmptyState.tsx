import type { ReactNode } from 'react'

/** Shown where there is no data, with what the user can do about it. */
export function EmptyState({
  icon,
  title,
  text,
  action,
  alert,
}: {
  icon?: ReactNode
  title?: string
  text?: ReactNode
  action?: ReactNode
  alert?: boolean
}) {
  return (
    <div
      role={alert ? 'alert' : undefined}
      className="grid h-full flex-1 place-content-center justify-items-center gap-2 px-8 text-center"
    >
      {icon && <span className="text-text-3">{icon}</span>}
      {title && <p className="font-medium">{title}</p>}
      {text && <p className="max-w-72 text-13 text-text-3">{text}</p>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  )
}
