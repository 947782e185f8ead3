import { useT } from '../i18n/i18n.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'

const WIDTHS = [
  ['w-33', 'w-48'],
  ['w-26', 'w-40'],
  ['w-38', 'w-50'],
  ['w-24', 'w-35'],
  ['w-33', 'w-44'],
  ['w-26', 'w-48'],
] as const

/** Placeholders for rows that are loading, with the real row height. */
export function RowSkeletons() {
  const t = useT()
  return (
    <div role="status" aria-label={t('ui.loading')}>
      {WIDTHS.map(([title, preview], n) => (
        <div
          key={String(n)}
          className="grid h-22 grid-cols-[2.5rem_minmax(0,1fr)] gap-3 border-b border-line px-4 py-[11px]"
        >
          <Skeleton className="size-10 rounded-full" />
          <div>
            <div className="flex h-5 items-center justify-between">
              <Skeleton className={`h-3 rounded-r1 ${title}`} />
              <Skeleton className="h-2.5 w-8 rounded-r1" />
            </div>
            <div className="flex h-5 items-center">
              <Skeleton className={`h-2.5 rounded-r1 ${preview}`} />
            </div>
            <div className="mt-1 flex h-5 items-center gap-2">
              <Skeleton className="h-2.5 w-14 rounded-r1" />
              <Skeleton className="h-4 w-18 rounded-r1" />
            </div>
          </div>
        </div>
      ))}
    </div>
  )
}
