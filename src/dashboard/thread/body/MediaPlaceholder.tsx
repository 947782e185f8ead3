import CloudOff from 'lucide-react/icons/cloud-off'
import { useT } from '../../i18n/i18n.tsx'
import { Spinner } from '../../ui/Spinner.tsx'

/** Shown instead of a file that is still being fetched, or could not be fetched. */
export function MediaPlaceholder({ failed, className }: { failed: boolean; className?: string }) {
  const t = useT()
  return (
    <span
      className={`grid place-content-center justify-items-center gap-2 rounded-r3 bg-surface-2 p-4 text-center text-12 text-text-3 ${className ?? ''}`}
    >
      {failed ? <CloudOff size={20} aria-hidden="true" /> : <Spinner size={20} />}
      {t(failed ? 'bubble.notFetched' : 'bubble.fetching')}
    </span>
  )
}
