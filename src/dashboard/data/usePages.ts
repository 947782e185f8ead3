import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

type Options = { keeps?: (before: QueryKey) => boolean; staleTime?: number }
type Page<T> = { data: T[]; next_cursor: string | null }

/**
 * A list that is loaded page by page.
 * @param options `keeps`: whether rows of the previous query key stay visible until those of the new key have come
 */
export function usePages<T>(
  queryKey: QueryKey,
  read: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>,
  { keeps = () => false, ...rest }: Options = {},
) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    ...rest,
    placeholderData: (before, of) => (of && keeps(of.queryKey) ? before : undefined),
  })
  const { data } = query
  const rows = useMemo(() => data?.pages.flatMap((page) => page.data), [data])
  return { ...query, rows }
}
