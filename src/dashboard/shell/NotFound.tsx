import { Link } from '@tanstack/react-router'
import { useT } from '../i18n/i18n.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'

export function NotFound() {
  const t = useT()
  return (
    <EmptyState
      title={t('shell.notFound')}
      action={
        <Link to="/inbox" className="font-medium text-accent-text hover:underline">
          {t('shell.toInbox')}
        </Link>
      }
    />
  )
}
