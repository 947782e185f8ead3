import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useNarrow } from '../ui/useNarrow.ts'
import { Cards } from './Cards.tsx'
import { QueryError } from './QueryError.tsx'
import { Table } from './Table.tsx'

/** `className`: the look of a column. Cards don't use it. */
type Column<T> = { name: string; cell: (row: T) => ReactNode; className?: string }

/** What a table or cards show: placeholders while there are no `rows`. */
export type Rows<T> = {
  rows: readonly T[] | undefined
  keyOf: (row: T) => string
  label: string
  columns: readonly Column<T>[]
}

/**
 * A query's rows: a table, or on a phone cards, because a table would scroll sideways there. While there are none:
 * placeholders, an empty state, or the error.
 */
export function QueryTable<T>({
  query,
  empty,
  ...listed
}: Rows<T> & {
  query: Pick<UseQueryResult, 'error' | 'isPending' | 'refetch'>
  empty: string
}) {
  const narrow = useNarrow()
  if (query.error) return <QueryError query={query} />
  if (listed.rows?.length === 0) {
    return (
      <p className="rounded-r4 border border-dashed border-line-2 p-8 text-center text-13 text-text-3">
        {empty}
      </p>
    )
  }
  return narrow ? <Cards {...listed} /> : <Table {...listed} />
}
