import { type FormEvent, useState } from 'react'
import { useT } from '../i18n/i18n.tsx'
import { signIn } from '../session/session.ts'
import { Button } from '../ui/Button.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { Field } from '../ui/Field.tsx'
import { describeSignInError } from './describeSignInError.ts'
import { PasswordField } from './PasswordField.tsx'

type Faults = { email?: string; password?: string }

export function SignInForm() {
  const t = useT()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [keep, setKeep] = useState(true)
  const [faults, setFaults] = useState<Faults>({})
  const [busy, setBusy] = useState(false)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (busy) return
    const missing: Faults = {
      ...(email.trim() === '' && { email: t('signin.needEmail') }),
      ...(password === '' && { password: t('signin.needPassword') }),
    }
    setFaults(missing)
    if (Object.keys(missing).length > 0) return
    setBusy(true)
    try {
      await signIn({ email, password }, keep)
    } catch (error) {
      setFaults({ password: describeSignInError(error, t) })
      setBusy(false)
    }
  }

  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <Field
        size="lg"
        label={t('signin.email')}
        type="email"
        name="email"
        autoComplete="username"
        autoFocus
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        error={faults.email}
      />
      <PasswordField value={password} onChange={setPassword} error={faults.password} />
      <Checkbox checked={keep} onChange={setKeep}>
        {t('signin.keep')}
      </Checkbox>
      <Button type="submit" variant="primary" size="lg" busy={busy} className="mt-2">
        {t('signin.submit')}
      </Button>
    </form>
  )
}
