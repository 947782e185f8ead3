import { Link } from '@tanstack/react-router'
import ArrowLeft from 'lucide-react/icons/arrow-left'
import { useT } from '../i18n/i18n.tsx'
import { tip } from '../ui/Tooltip.tsx'

/** Back to the list, which keeps its filters. Phone only. */
export function BackToList() {
  const t = useT()
  return (
    <Link
      to="/inbox"
      search={(before) => before as object}
      aria-label={t('thread.back')}
      {...tip(t('thread.back'))}
      className="-ml-2 grid size-11 shrink-0 place-items-center rounded-r3 text-text-2 desk:hidden"
    >
      <ArrowLeft size={20} aria-hidden="true" />
    </Link>
  )
}
