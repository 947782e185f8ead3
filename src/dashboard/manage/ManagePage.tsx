import '../i18n/lazyTexts.ts'
import { Link, Outlet } from '@tanstack/react-router'
import { useT } from '../i18n/i18n.tsx'
import { useMe } from '../session/useSession.ts'
import { sectionsOf } from './sections.ts'

/** The layout of the management pages, with their navigation. */
export function ManagePage() {
  const t = useT()
  const sections = sectionsOf(useMe())
  return (
    <div className="flex h-full max-desk:flex-col">
      <nav
        aria-label={t('manage.title')}
        className="scroll-thin flex shrink-0 flex-col gap-1 border-r border-line bg-surface p-3 max-desk:flex-row max-desk:overflow-x-auto max-desk:border-r-0 max-desk:border-b desk:w-52"
      >
        <p className="px-2 pt-1 pb-3 text-16 font-semibold max-desk:hidden">{t('manage.title')}</p>
        {sections.map(({ to, label }) => (
          <Link
            key={to}
            to={to}
            className="rounded-r3 px-2 py-1.5 text-13 font-medium whitespace-nowrap text-text-2 hover:bg-surface-2 data-[status=active]:bg-accent-soft data-[status=active]:text-accent-text thumb:py-3"
          >
            {t(label)}
          </Link>
        ))}
      </nav>
      <main className="scroll-thin min-w-0 flex-1 overflow-y-auto">
        <Outlet />
      </main>
    </div>
  )
}
