import { clsx } from 'clsx'
import type { ReactNode } from 'react'

export function Kbd({ children, inverse }: { children: ReactNode; inverse?: boolean }) {
  return (
    <kbd
      className={clsx(
        'min-w-[18px] rounded-r1 border px-1 text-center font-sans text-11 font-medium',
        inverse ? 'border-text-3 text-bg' : 'border-line-2 bg-surface text-text-3',
      )}
    >
      {children}
    </kbd>
  )
}
