import Check from 'lucide-react/icons/check'
import type { Template } from '../../protocol/template.ts'
import { useT } from '../i18n/i18n.tsx'
import { Tag } from '../ui/Tag.tsx'
import { TemplatePreview } from './TemplatePreview.tsx'
import {
  isFillable,
  parameterId,
  requiredParameters,
  suggested,
  type TemplateContact,
} from './templateParts.ts'
import { VariableField } from './VariableField.tsx'

/** The template's preview, and a field for each of its variables. */
export function TemplateForm({
  template,
  contact,
  values,
  onChange,
  fault,
}: {
  template: Template
  contact: TemplateContact | null
  values: Record<string, string>
  onChange: (values: Record<string, string>) => void
  fault: string | null
}) {
  const t = useT()
  const parameters = requiredParameters(template)
  const known = suggested(template, contact)
  return (
    <>
      <div className="bg-thread p-6 max-desk:p-4">
        <p className="mb-2 flex items-center justify-between text-13 font-semibold text-text-2">
          {t('template.preview')}{' '}
          <Tag tone="ok">
            <Check size={12} aria-hidden="true" />
            {t('template.approved')}
          </Tag>
        </p>
        <TemplatePreview template={template} values={values} />
      </div>
      <div className="grid gap-3 border-t border-line p-6 max-desk:p-4">
        {!isFillable(template) ? (
          <p className="text-13 text-text-2">{t('template.notHere')}</p>
        ) : (
          parameters.length > 0 && (
            <p className="text-13 font-semibold text-text-2">{t('template.variables')}</p>
          )
        )}
        {isFillable(template) &&
          parameters.map((parameter) => {
            const id = parameterId(parameter)
            return (
              <VariableField
                key={id}
                parameter={parameter}
                value={values[id] ?? ''}
                known={known[id]}
                onChange={(value) => onChange({ ...values, [id]: value })}
              />
            )
          })}
        {fault && (
          <p role="alert" className="text-13 text-bad">
            {fault}
          </p>
        )}
      </div>
    </>
  )
}
