import Check from 'lucide-react/icons/check'
import type { Template } from '../../protocol/template.ts'
import { TemplatePreview } from '../composer/TemplatePreview.tsx'
import { languageName } from '../composer/templateNames.ts'
import { parameterId, requiredParameters } from '../composer/templateParts.ts'
import { useLanguage, useT } from '../i18n/i18n.tsx'
import { Tag } from '../ui/Tag.tsx'

/** One template as the customer gets it, filled with Meta's examples. */
export function OneTemplate({ template }: { template: Template }) {
  const t = useT()
  const parameters = requiredParameters(template)
  const examples = Object.fromEntries(
    parameters.map((one) => [parameterId(one), one.example ?? '']),
  )
  return (
    <article aria-label={template.name} className="grid gap-4">
      <header className="flex flex-wrap items-center gap-2">
        <h2 className="min-w-0 text-16 font-semibold break-words">{template.name}</h2>
        <Tag tone="ok">
          <Check size={12} aria-hidden="true" />
          {t('template.approved')}
        </Tag>
        <span className="text-12 text-text-2">
          {languageName(template.language, useLanguage())} ·{' '}
          {t('template.variablesOf', { n: parameters.length })}
        </span>
      </header>
      <TemplatePreview template={template} values={examples} />
    </article>
  )
}
