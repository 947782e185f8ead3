import { Link } from '@tanstack/react-router'
import ArrowLeft from 'lucide-react/icons/arrow-left'
import { useT } from '../i18n/i18n.tsx'
import type { Section } from './sections.ts'

/** The management pages, beside the one that is open. */
export function SectionNav({ sections }: { sections: readonly Section[] }) {
  const t = useT()
  return (
    <nav
      aria-label={t('manage.title')}
      className="scroll-thin flex w-52 shrink-0 flex-col gap-1 overflow-y-auto border-r border-line bg-surface p-3"
    >
      <p className="px-2 pt-1 pb-3 text-16 font-semibold">{t('manage.title')}</p>
      {sections.map(({ to, label }) => (
        <Link
          key={to}
          to={to}
          className="rounded-r3 px-2 py-1.5 text-13 font-medium text-text-2 hover:bg-surface-2 data-[status=active]:bg-accent-soft data-[status=active]:text-accent-text thumb:py-3"
        >
          {t(label)}
        </Link>
      ))}
    </nav>
  )
}

/** The phone's way back to the list of the management pages. */
export function BackToSections() {
  const t = useT()
  return (
    <nav aria-label={t('manage.title')} className="border-b border-line bg-surface px-2">
      <Link
        to="/manage"
        aria-label={t('manage.back')}
        className="flex h-11 w-fit items-center gap-2 rounded-r3 px-2 text-14 font-medium text-text-2 -outline-offset-2"
      >
        <ArrowLeft size={20} aria-hidden="true" />
        {t('manage.title')}
      </Link>
    </nav>
  )
}
