import type { UseQueryResult } from '@tanstack/react-query'
import { Skeleton } from '../ui/Skeleton.tsx'
import { QueryError } from './QueryError.tsx'

/** Shows that a query is loading or has failed. Earlier data may be shown beside it. */
export function QueryState({
  query,
}: {
  query: Pick<UseQueryResult, 'error' | 'isPending' | 'refetch'>
}) {
  if (query.error) return <QueryError query={query} />
  if (!query.isPending) return null
  return [1, 2, 3].map((n) => <Skeleton key={n} className="h-28 rounded-r4" />)
}
