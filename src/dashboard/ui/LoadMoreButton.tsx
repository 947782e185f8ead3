import { describeError } from '../data/describeError.ts'
import { useT } from '../i18n/i18n.tsx'
import { Button } from './Button.tsx'

type Query = {
  hasNextPage: boolean
  isFetchingNextPage: boolean
  isFetchNextPageError: boolean
  error: unknown
  fetchNextPage: () => unknown
}

/** The button that loads a list's next page, if there is one. */
export function LoadMoreButton({ query }: { query: Query }) {
  const t = useT()
  if (!query.hasNextPage) return null
  return (
    <div className="grid justify-items-center gap-2">
      {query.isFetchNextPageError && (
        <p role="alert" className="text-13 text-bad">
          {describeError(query.error, t)}
        </p>
      )}
      <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {t('ui.more')}
      </Button>
    </div>
  )
}
