import { type FormEvent, useState } from 'react'
import { answerOf } from '../../client/rest.ts'
import { describeError } from '../data/describeError.ts'
import { useRequest } from '../details/useRequest.ts'
import { useT } from '../i18n/i18n.tsx'
import { api, currentToken, newerToken, signOut, signOutEverywhere } from '../session/session.ts'
import { useMe } from '../session/useSession.ts'
import { Button } from '../ui/Button.tsx'
import { Field } from '../ui/Field.tsx'
import { toast } from '../ui/toast.ts'
import { SettingsRow, SettingsSection } from './SettingsSection.tsx'

/** The signed-in user. Only admins can change names, their own included. */
export function AccountSection() {
  const t = useT()
  const me = useMe()
  const [busy, tryTo] = useRequest()
  return (
    <SettingsSection title={t('settings.account')}>
      {me.role === 'admin' ? (
        <NameForm key={me.name} />
      ) : (
        <SettingsRow label={me.name} hint={t('settings.name.hint')}>
          <span className="text-13 text-text-2">{t(`role.${me.role}`)}</span>
        </SettingsRow>
      )}
      <SettingsRow label={t('settings.thisDevice')} hint={t('settings.thisDevice.hint')}>
        <Button onClick={() => void signOut()}>{t('shell.signOut')}</Button>
      </SettingsRow>
      <SettingsRow label={t('settings.everyDevice')} hint={t('settings.everyDevice.hint')}>
        <Button variant="danger" busy={busy} onClick={() => void tryTo(signOutEverywhere)}>
          {t('settings.everyDevice.do')}
        </Button>
      </SettingsRow>
    </SettingsSection>
  )
}

function NameForm() {
  const t = useT()
  const me = useMe()
  const [name, setName] = useState(me.name)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setFault(null)
    try {
      await answerOf(api.users[':id'].$patch({ param: { id: me.id }, json: { name } }))
      // The session contains the user's name: renewing its tokens loads the new one.
      await newerToken(currentToken())
      toast({ tone: 'ok', title: t('settings.saved') })
    } catch (error) {
      setFault(describeError(error, t))
    }
    setBusy(false)
  }
  return (
    <form className="flex items-end gap-2" onSubmit={(event) => void save(event)}>
      <Field
        className="min-w-0 flex-1"
        label={t('manage.name')}
        required
        maxLength={100}
        autoComplete="name"
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={fault}
      />
      <Button type="submit" busy={busy} disabled={name.trim() === '' || name.trim() === me.name}>
        {t('ui.save')}
      </Button>
    </form>
  )
}
