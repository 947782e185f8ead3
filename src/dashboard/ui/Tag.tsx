import { clsx } from 'clsx'
import type { ReactNode } from 'react'

export type TagTone = 'plain' | 'accent' | 'ok' | 'warn' | 'bad' | 'line'

const TONES: Record<TagTone, string> = {
  plain: 'bg-surface-2 text-text-2',
  accent: 'bg-accent-soft-2 text-accent-text',
  ok: 'bg-ok-soft text-ok',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  line: 'border border-dashed border-line-3 text-text-2',
}

export function Tag({
  tone = 'plain',
  className,
  children,
}: {
  tone?: TagTone
  className?: string
  children: ReactNode
}) {
  return (
    <span
      className={clsx(
        'inline-flex h-5 items-center gap-1 rounded-r1 px-1.5 text-11 font-medium whitespace-nowrap',
        TONES[tone],
        className,
      )}
    >
      {children}
    </span>
  )
}
