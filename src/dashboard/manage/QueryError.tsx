import type { UseQueryResult } from '@tanstack/react-query'
import { describeError } from '../data/describeError.ts'
import { useT } from '../i18n/i18n.tsx'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'

/** Shown when a query failed: why, and a button to retry. */
export function QueryError({
  query,
  title,
}: {
  query: Pick<UseQueryResult, 'error' | 'refetch'>
  title?: string
}) {
  const t = useT()
  return (
    <EmptyState
      alert
      title={title ?? t('manage.failedToLoad')}
      text={describeError(query.error, t)}
      action={<Button onClick={() => void query.refetch()}>{t('ui.retry')}</Button>}
    />
  )
}
