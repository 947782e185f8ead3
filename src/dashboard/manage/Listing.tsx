import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { inWords } from '../data/inWords.ts'
import { useT } from '../i18n/i18n.tsx'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'

export type Column<T> = { name: string; cell: (row: T) => ReactNode; className?: string }

/** A table of what a query answered, or why there is none. */
export function Listing<T>({
  query,
  rows,
  keyOf,
  label,
  columns,
  empty,
}: {
  query: Pick<UseQueryResult, 'error' | 'isPending' | 'refetch'>
  rows: readonly T[] | undefined
  keyOf: (row: T) => string
  label: string
  columns: readonly Column<T>[]
  empty: string
}) {
  const t = useT()
  if (query.error) {
    return (
      <Empty
        alert
        title={t('manage.failedToLoad')}
        text={inWords(query.error, t)}
        action={<Button onClick={() => void query.refetch()}>{t('ui.retry')}</Button>}
      />
    )
  }
  if (rows?.length === 0) {
    return (
      <p className="rounded-r4 border border-dashed border-line-2 p-8 text-center text-13 text-text-3">
        {empty}
      </p>
    )
  }
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
      tabIndex={0}
      className="scroll-thin overflow-x-auto rounded-r4 border border-line bg-surface"
    >
      <table className="w-full text-left text-13">
        <thead className="text-12 text-text-3">
          <tr>
            {columns.map(({ name, className }) => (
              <th key={name} scope="col" className={`px-4 py-2 font-medium ${className ?? ''}`}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows
            ? rows.map((row) => (
                <tr key={keyOf(row)} className="border-t border-line align-top">
                  {columns.map(({ name, cell, className }) => (
                    <td key={name} className={`px-4 py-2.5 ${className ?? ''}`}>
                      {cell(row)}
                    </td>
                  ))}
                </tr>
              ))
            : [1, 2, 3].map((n) => (
                <tr key={n} className="border-t border-line">
                  <td colSpan={columns.length} className="px-4 py-2.5">
                    <Skeleton className="h-5 w-2/3 rounded-r2" />
                  </td>
                </tr>
              ))}
        </tbody>
      </table>
    </section>
  )
}
