import { useState } from 'react'
import { answerOf, RestError } from '../../client/rest.ts'
import type { NewUser } from '../../protocol/auth.ts'
import { describeError } from '../data/describeError.ts'
import { useT } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { Field } from '../ui/Field.tsx'
import { Select } from '../ui/Select.tsx'
import { FormDialog } from './FormDialog.tsx'
import { USERS } from './UsersPage.tsx'
import { useSave } from './useSave.ts'

const NOBODY: NewUser = { name: '', email: '', password: '', role: 'agent' }

/** Creates a user account. */
export function NewUserDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useT()
  const [user, setUser] = useState(NOBODY)
  const save = useSave(USERS, (json: NewUser) => answerOf(api.users.$post({ json })))
  const set = (change: Partial<NewUser>) => setUser((before) => ({ ...before, ...change }))
  const taken = save.error instanceof RestError && save.error.code === 'conflict'
  return (
    <FormDialog
      open={open}
      title={t('manage.addUser')}
      submitLabel={t('manage.addUser')}
      busy={save.isPending}
      fault={save.error && !taken ? describeError(save.error, t) : null}
      onSave={() => save.mutateAsync(user).then(() => setUser(NOBODY))}
      onClose={onClose}
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
      <Select
        label={t('manage.role')}
        value={user.role}
        onChange={(role) => set({ role })}
        options={(['agent', 'supervisor', 'admin'] as const).map((value) => ({
          value,
          label: t(`role.${value}`),
        }))}
      />
    </FormDialog>
  )
}
