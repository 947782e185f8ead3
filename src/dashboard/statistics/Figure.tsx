import type { ReactNode } from 'react'
import { Skeleton } from '../ui/Skeleton.tsx'

const TONES = { plain: 'text-text-3', warn: 'text-warn', ok: 'text-ok', bad: 'text-bad' }

/** One important number, with a note on it. */
export function Figure({
  label,
  value,
  note,
  spark,
  tone = 'plain',
}: {
  label: string
  value: string | undefined
  note?: ReactNode
  /** A sparkline of its history. */
  spark?: ReactNode
  tone?: keyof typeof TONES
}) {
  return (
    <div className="grid min-w-0 content-start gap-1 rounded-r4 border border-line bg-surface px-4 py-3">
      <dt className="truncate text-12 text-text-2 max-desk:whitespace-normal">{label}</dt>
      <dd className="flex h-8 items-end justify-between gap-2 text-28 font-semibold tabular-nums">
        {value ?? <Skeleton className="h-8 w-16 rounded-r2" />}
        {spark}
      </dd>
      <dd
        className={`min-h-4 truncate text-12 font-medium max-desk:whitespace-normal ${TONES[tone]}`}
      >
        {note}
      </dd>
    </div>
  )
}
