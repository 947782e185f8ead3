import CircleAlert from 'lucide-react/icons/circle-alert'
import { useT } from '../i18n/i18n.tsx'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'

/** Shown instead of a page that could not be loaded. */
export function RouteError() {
  const t = useT()
  return (
    <EmptyState
      alert
      icon={<CircleAlert size={20} aria-hidden="true" className="text-bad" />}
      title={t('shell.failed')}
      text={t('shell.failedText')}
      action={<Button onClick={() => location.reload()}>{t('shell.reload')}</Button>}
    />
  )
}
