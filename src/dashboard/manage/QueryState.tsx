import type { UseQueryResult } from '@tanstack/react-query'
import { inWords } from '../data/inWords.ts'
import { useT } from '../i18n/i18n.tsx'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'

/** In place of what a query has yet to answer, or could not. What was answered before stays beside it. */
export function QueryState({
  query,
}: {
  query: Pick<UseQueryResult, 'error' | 'isPending' | 'refetch'>
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
  if (!query.isPending) return null
  return [1, 2, 3].map((n) => <Skeleton key={n} className="h-28 rounded-r4" />)
}
