import { clsx } from 'clsx'
import { useT } from '../i18n/i18n.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'

const BUBBLES = [
  'w-56 h-9',
  'w-72 h-14',
  'ml-auto w-64 h-9',
  'ml-auto w-80 h-14',
  'w-48 h-9',
  'ml-auto w-52 h-9',
] as const

/** Placeholders for messages that are loading. */
export function ThreadSkeleton() {
  const t = useT()
  return (
    <div
      role="status"
      aria-label={t('ui.loading')}
      className="flex min-h-0 flex-1 flex-col justify-end gap-3 overflow-hidden p-6"
    >
      {BUBBLES.map((shape) => (
        <Skeleton key={shape} className={clsx('shrink-0 rounded-r4', shape)} />
      ))}
    </div>
  )
}
