import { clsx } from 'clsx'
import ChevronDown from 'lucide-react/icons/chevron-down'
import { useState } from 'react'
import type { Template } from '../../protocol/template.ts'
import { useLanguage, useT } from '../i18n/i18n.tsx'
import { Button } from '../ui/Button.tsx'
import { Chip } from '../ui/Chip.tsx'
import { Menu } from '../ui/Menu.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { languageName, sharedNames, templateKey } from './templateNames.ts'
import { bodyOf, requiredParameters } from './templateParts.ts'

const CATEGORIES = ['UTILITY', 'MARKETING', 'AUTHENTICATION'] as const

/** The approved templates, with a search and filters by category and language. */
export function TemplateList({
  templates: loaded,
  chosen,
  onChoose,
}: {
  /** Undefined while loading. The search field is shown already. */
  templates: readonly Template[] | undefined
  chosen: Template | null
  onChoose: (template: Template) => void
}) {
  const t = useT()
  const templates = loaded ?? []
  const shown = useLanguage()
  const nameOf = (code: string) => languageName(code, shown)
  const shared = sharedNames(templates)
  const [q, setQ] = useState('')
  const [category, setCategory] = useState<string | null>(null)
  const [language, setLanguage] = useState<string | null>(null)
  const words = q.trim().toLowerCase()
  const found = templates.filter(
    (one) =>
      (!category || one.category === category) &&
      (!language || one.language === language) &&
      `${one.name} ${bodyOf(one)}`.toLowerCase().includes(words),
  )
  const languages = [...new Set(templates.map((one) => one.language))].sort()
  const choice = (key: string | null, label: string) => ({
    kind: 'choice' as const,
    key: key ?? '',
    label,
    chosen: key === language,
    onSelect: () => setLanguage(key),
  })
  return (
    <>
      <div className="grid gap-2 p-4 pb-2">
        <SearchField
          label={t('template.search', { n: templates.length })}
          placeholder={t('template.search', { n: templates.length })}
          clearLabel={t('ui.clear')}
          value={q}
          onChange={setQ}
        />
        <div className="flex flex-wrap items-center gap-1 max-desk:flex-nowrap max-desk:overflow-x-auto max-desk:[scrollbar-width:none]">
          {CATEGORIES.filter((one) => templates.some((each) => each.category === one)).map(
            (one) => (
              <Chip
                key={one}
                on={category === one}
                onToggle={() => setCategory(category === one ? null : one)}
              >
                {t(`template.category.${one}`)}
              </Chip>
            ),
          )}
          {languages.length > 1 && (
            <Menu
              trigger={
                <Button size="sm" variant="ghost" className="ml-auto">
                  {language ? nameOf(language) : t('template.anyLanguage')}
                  <ChevronDown size={14} aria-hidden="true" />
                </Button>
              }
              entries={() => [
                choice(null, t('template.anyLanguage')),
                ...languages.map((code) => choice(code, nameOf(code))),
              ]}
            />
          )}
        </div>
      </div>
      {loaded && found.length === 0 && (
        <p className="p-4 text-13 text-text-3">
          {templates.length === 0 ? t('template.none') : t('template.notFound')}
        </p>
      )}
      <ul hidden={!loaded} className="scroll-thin min-h-0 flex-1 overflow-y-auto">
        {found.map((one) => (
          <li key={templateKey(one)} className="border-t border-line">
            <button
              type="button"
              aria-pressed={one === chosen}
              onClick={() => onChoose(one)}
              className={clsx(
                'block w-full px-4 py-2 text-left -outline-offset-2',
                one === chosen
                  ? 'bg-accent-soft shadow-[inset_3px_0_0_var(--accent)]'
                  : 'hover:bg-surface-2',
              )}
            >
              <span className="flex items-baseline gap-2">
                <span className="min-w-0 flex-1 truncate text-13 font-medium">{one.name}</span>
                <span className="text-12 text-text-3">
                  {t('template.variablesOf', { n: requiredParameters(one).length })}
                </span>
              </span>
              {shared.has(one.name) && (
                <span className="block text-12 font-medium [overflow-wrap:anywhere]">
                  {shared.get(one.name)?.accounts
                    ? t('template.of', { language: nameOf(one.language), account: one.waba_id })
                    : nameOf(one.language)}
                </span>
              )}
              <span lang={one.language.slice(0, 2)} className="block truncate text-12 text-text-2">
                {bodyOf(one)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
