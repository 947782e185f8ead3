import { useId } from 'react'
import type { Template } from '../../protocol/template.ts'
import { useT } from '../i18n/i18n.tsx'
import { FieldBox } from '../ui/Field.tsx'

const FILES = ['image', 'video', 'document']

/** A field for one variable. The note below says where its value comes from, or that it is missing. */
export function VariableField({
  parameter: { component, name, index, type, example },
  value,
  known,
  onChange,
}: {
  parameter: Template['parameters'][number]
  value: string
  /** The value suggested from the contact. */
  known: string | undefined
  onChange: (value: string) => void
}) {
  const t = useT()
  const id = useId()
  const missing = value.trim() === ''
  const note = FILES.includes(type)
    ? t('template.link')
    : missing
      ? t('template.required')
      : value === known && t('template.fromContact')
  return (
    <div className="grid grid-cols-[88px_minmax(0,1fr)_104px] items-center gap-x-3 gap-y-1 max-desk:grid-cols-1">
      <label htmlFor={id} className="text-13 font-medium break-words">
        {t(
          `template.part.${component === 'header' || component === 'button' ? component : 'body'}`,
          { name: name ?? String((index ?? 0) + 1) },
        )}
      </label>
      <FieldBox>
        <input
          id={id}
          required
          aria-describedby={`${id}-note`}
          placeholder={example ?? ''}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className="min-w-0 flex-1 self-stretch bg-transparent p-0 outline-none"
        />
      </FieldBox>
      <span id={`${id}-note`} className={`text-12 ${missing ? 'text-bad' : 'text-text-3'}`}>
        {note}
      </span>
    </div>
  )
}
