import { clsx } from 'clsx'
import type { ReactNode } from 'react'

/** The buttons of a message of ours, as the customer sees them. Here they can't be pressed. */
export function BubbleButtons({
  buttons,
}: {
  buttons: readonly { icon: ReactNode; label: string }[]
}) {
  if (buttons.length === 0) return null
  return (
    <ul className="clear-both -mx-3 mt-2 -mb-[7px]">
      {buttons.map(({ icon, label }, n) => (
        <li
          key={String(n)}
          className={clsx(
            'flex h-9 items-center justify-center gap-2 border-t border-out-line px-3 text-13 font-medium text-accent-text',
          )}
        >
          {icon}
          <span className="truncate">{label}</span>
        </li>
      ))}
    </ul>
  )
}
