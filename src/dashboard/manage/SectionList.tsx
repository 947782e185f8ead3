import { Link } from '@tanstack/react-router'
import ChevronRight from 'lucide-react/icons/chevron-right'
import { useT } from '../i18n/i18n.tsx'
import { focus } from '../ui/focus.ts'
import type { Section } from './sections.ts'

/**
 * The management pages as a list of their own: the phone's navigation.
 * @param cameFrom the page that was left for this list; its line gets the focus
 */
export function SectionList({
  sections,
  cameFrom,
}: {
  sections: readonly Section[]
  cameFrom: string | null
}) {
  const t = useT()
  return (
    <main className="scroll-thin h-full overflow-y-auto">
      <h1 className="px-4 pt-4 pb-3 text-20 font-semibold">{t('manage.title')}</h1>
      <nav aria-label={t('manage.title')}>
        <ul className="border-y border-line bg-surface">
          {sections.map(({ to, label, text, icon: Icon }) => (
            <li key={to} className="border-line not-first:border-t">
              <Link
                to={to}
                ref={to === cameFrom ? focus : null}
                className="flex items-center gap-3 px-4 py-3 -outline-offset-2 active:bg-surface-2"
              >
                <Icon size={20} strokeWidth={1.75} aria-hidden="true" className="text-text-2" />
                <span className="min-w-0 flex-1">
                  <span className="block text-14 font-medium">{t(label)}</span>
                  <span className="block text-12 text-text-2">{t(text)}</span>
                </span>
                <ChevronRight size={16} aria-hidden="true" className="text-text-3" />
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </main>
  )
}
