import Check from 'lucide-react/icons/check'
import type { Template } from '../../protocol/template.ts'
import { useT } from '../i18n/i18n.tsx'
import { Field } from '../ui/Field.tsx'
import { Tag } from '../ui/Tag.tsx'
import { FilledIn } from './FilledIn.tsx'
import { bodyOf, buttonsOf, headerOf, idOf } from './templateParts.ts'

/** How the template will look, and a field for each of its variables. */
export function TemplateForm({
  template,
  values,
  onChange,
  fault,
}: {
  template: Template
  values: Record<string, string>
  onChange: (values: Record<string, string>) => void
  fault: string | null
}) {
  const t = useT()
  const header = headerOf(template)
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
        <div className="max-w-[340px] rounded-r4 rounded-br-r1 border border-out-line bg-out">
          <div className="grid gap-1 px-3 py-2 text-14">
            {header && (
              <p className="font-semibold">
                <FilledIn text={header} component="header" values={values} />
              </p>
            )}
            <p className="break-words whitespace-pre-wrap">
              <FilledIn text={bodyOf(template)} component="body" values={values} />
            </p>
          </div>
          {buttonsOf(template).map((label) => (
            <p
              key={label}
              className="border-t border-out-line py-2 text-center text-13 font-medium text-accent-text"
            >
              {label}
            </p>
          ))}
        </div>
      </div>
      <div className="grid gap-3 border-t border-line p-6 max-desk:p-4">
        {template.parameters.length > 0 && (
          <p className="text-13 font-semibold text-text-2">{t('template.variables')}</p>
        )}
        {template.parameters.map((parameter) => {
          const id = idOf(parameter)
          return (
            <Field
              key={id}
              label={t(
                `template.part.${parameter.component === 'header' ? 'header' : parameter.component === 'button' ? 'button' : 'body'}`,
                {
                  name: parameter.name ?? String((parameter.index ?? 0) + 1),
                },
              )}
              required={parameter.required}
              placeholder={parameter.example ?? ''}
              hint={parameter.type === 'text' ? undefined : t('template.link')}
              value={values[id] ?? ''}
              onChange={(event) => onChange({ ...values, [id]: event.target.value })}
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
