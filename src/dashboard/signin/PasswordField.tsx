import Eye from 'lucide-react/icons/eye'
import EyeOff from 'lucide-react/icons/eye-off'
import { useState } from 'react'
import { useT } from '../i18n/i18n.tsx'
import { Field } from '../ui/Field.tsx'

export function PasswordField({
  value,
  onChange,
  error,
}: {
  value: string
  onChange: (value: string) => void
  error?: string | undefined
}) {
  const t = useT()
  const [shown, setShown] = useState(false)
  const Icon = shown ? Eye : EyeOff
  return (
    <Field
      size="lg"
      label={t('signin.password')}
      type={shown ? 'text' : 'password'}
      name="password"
      autoComplete="current-password"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      error={error}
      end={
        <button
          type="button"
          aria-label={shown ? t('signin.hide') : t('signin.show')}
          onClick={() => setShown(!shown)}
          className="grid size-6 place-items-center rounded-r1 text-text-3 hover:text-text thumb:-mr-3 thumb:size-11"
        >
          <Icon size={16} aria-hidden="true" />
        </button>
      }
    />
  )
}
