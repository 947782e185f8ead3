import { type FormEvent, useState } from 'react'
import { answerOf, RestError } from '../../client/rest.ts'
import type { NewUser } from '../../protocol/auth.ts'
import { inWords } from '../data/inWords.ts'
import { useT } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Field } from '../ui/Field.tsx'
import { Choice } from './Choice.tsx'
import { USERS } from './UsersPage.tsx'
import { useSave } from './useSave.ts'

const NOBODY: NewUser = { name: '', email: '', password: '', role: 'agent' }

/** Makes a colleague. What was typed stays through a refusal. */
export function NewUserDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useT()
  const [user, setUser] = useState(NOBODY)
  const save = useSave(USERS, (json: NewUser) => answerOf(api.users.$post({ json })))
  const set = (change: Partial<NewUser>) => setUser((before) => ({ ...before, ...change }))
  const taken = save.error instanceof RestError && save.error.code === 'conflict'
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    await save.mutateAsync(user)
    setUser(NOBODY)
    onClose()
  }
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t('manage.addUser')}
      footer={
        <>
          <span className="flex-1" />
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button look="primary" type="submit" form="new-user" busy={save.isPending}>
            {t('manage.addUser')}
          </Button>
        </>
      }
    >
      <form
        id="new-user"
        className="grid gap-4 p-6 max-desk:p-4"
        onSubmit={(event) => void submit(event).catch(() => {})}
      >
        <Field
          label={t('manage.name')}
          required
          maxLength={100}
          value={user.name}
          onChange={(event) => set({ name: event.target.value })}
        />
        <Field
          label={t('signin.email')}
          type="email"
          required
          autoComplete="off"
          value={user.email}
          onChange={(event) => set({ email: event.target.value })}
          error={taken ? t('manage.emailTaken') : null}
        />
        <Field
          label={t('manage.firstPassword')}
          type="text"
          required
          minLength={12}
          autoComplete="off"
          hint={t('manage.passwordHint')}
          value={user.password}
          onChange={(event) => set({ password: event.target.value })}
        />
        <Choice
          label={t('manage.role')}
          value={user.role}
          onChange={(role) => set({ role })}
          options={(['agent', 'supervisor', 'admin'] as const).map((value) => ({
            value,
            label: t(`role.${value}`),
          }))}
        />
        {save.error && !taken && (
          <p role="alert" className="text-13 text-bad">
            {inWords(save.error, t)}
          </p>
        )}
      </form>
    </Dialog>
  )
}
