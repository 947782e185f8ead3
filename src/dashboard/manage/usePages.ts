import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query'

type Page<T> = { data: T[]; next_cursor: string | null }

/** A list that is read on, page by page. */
export function usePages<T>(queryKey: QueryKey, read: (cursor?: string) => Promise<Page<T>>) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
  })
  return { ...query, rows: query.data?.pages.flatMap(({ data }) => data) }
}
