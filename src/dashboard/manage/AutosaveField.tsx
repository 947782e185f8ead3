import { useEffect, useState } from 'react'
import { Field, type FieldProps } from '../ui/Field.tsx'

/** A field that saves on blur or Enter. Escape restores the saved value. */
export function AutosaveField({
  value,
  onSave,
  ...field
}: Omit<FieldProps, 'value' | 'onChange'> & { value: string; onSave: (value: string) => void }) {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  const save = () => {
    if (text.trim() !== value) onSave(text.trim())
  }
  return (
    <Field
      {...field}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur()
        if (event.key === 'Escape') setText(value)
      }}
    />
  )
}
