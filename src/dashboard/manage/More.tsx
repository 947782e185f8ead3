import { useT } from '../i18n/i18n.tsx'
import { Button } from '../ui/Button.tsx'

/** Reads a list on, while there is more of it. */
export function More({
  query,
}: {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }
}) {
  const t = useT()
  if (!query.hasNextPage) return null
  return (
    <Button
      className="justify-self-center"
      busy={query.isFetchingNextPage}
      onClick={() => void query.fetchNextPage()}
    >
      {t('manage.more')}
    </Button>
  )
}
