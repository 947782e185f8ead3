import { type FormEvent, useState } from 'react'
import { answerOf, RestError } from '../../client/rest.ts'
import { describeError } from '../data/describeError.ts'
import { useT } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { Button } from '../ui/Button.tsx'
import { Field } from '../ui/Field.tsx'
import { toast } from '../ui/toast.ts'
import { SettingsSection } from './SettingsSection.tsx'

const SHORTEST = 12

/** Changes one's own password. All other devices are signed out, in case somebody else knew the old password. */
export function PasswordSection() {
  const t = useT()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<{ of: 'current' | 'next'; text: string } | null>(null)
  const change = async (event: FormEvent) => {
    event.preventDefault()
    if (next.length < SHORTEST) {
      return setFault({ of: 'next', text: t('settings.password.short', { n: SHORTEST }) })
    }
    setBusy(true)
    setFault(null)
    try {
      const json = { current_password: current, new_password: next }
      await answerOf(api.auth.password.$post({ json }))
      setCurrent('')
      setNext('')
      toast({
        tone: 'ok',
        title: t('settings.password.changed'),
        text: t('settings.password.others'),
      })
    } catch (error) {
      const wrong = error instanceof RestError && error.code === 'unprocessable'
      setFault({
        of: wrong ? 'current' : 'next',
        text: wrong ? t('settings.password.wrong') : describeError(error, t),
      })
    }
    setBusy(false)
  }
  return (
    <SettingsSection title={t('signin.password')} text={t('settings.password.text')}>
      <form className="grid gap-4" onSubmit={(event) => void change(event)}>
        <Field
          label={t('settings.password.current')}
          type="password"
          required
          autoComplete="current-password"
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
          error={fault?.of === 'current' ? fault.text : null}
        />
        <Field
          label={t('settings.password.new')}
          type="password"
          required
          autoComplete="new-password"
          maxLength={256}
          hint={t('settings.password.hint', { n: SHORTEST })}
          value={next}
          onChange={(event) => setNext(event.target.value)}
          error={fault?.of === 'next' ? fault.text : null}
        />
        <Button type="submit" variant="primary" busy={busy} className="w-fit">
          {t('settings.password.change')}
        </Button>
      </form>
    </SettingsSection>
  )
}
