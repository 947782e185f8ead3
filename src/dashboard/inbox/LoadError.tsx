import CircleAlert from 'lucide-react/icons/circle-alert'
import RefreshCw from 'lucide-react/icons/refresh-cw'
import { useT } from '../i18n/i18n.tsx'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'

/** Shown when a list could not be loaded: why, and a button to retry. */
export function LoadError({
  status,
  title,
  onRetry,
}: {
  status: number
  title?: string
  onRetry: () => void
}) {
  const t = useT()
  return (
    <EmptyState
      alert
      icon={<CircleAlert size={20} aria-hidden="true" className="text-bad" />}
      title={title ?? t('inbox.failed')}
      text={status === 0 ? t('error.offline') : t('error.server', { status })}
      action={
        <Button icon={<RefreshCw size={16} aria-hidden="true" />} onClick={onRetry}>
          {t('ui.retry')}
        </Button>
      }
    />
  )
}
