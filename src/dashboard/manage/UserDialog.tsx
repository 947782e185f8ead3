import { useState } from 'react'
import { answerOf } from '../../client/rest.ts'
import type { UserChange } from '../../protocol/auth.ts'
import type { User } from '../../protocol/user.ts'
import { describeError } from '../data/describeError.ts'
import { useT } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { useMe } from '../session/useSession.ts'
import { Field } from '../ui/Field.tsx'
import { FormDialog } from './FormDialog.tsx'
import { USERS } from './UsersPage.tsx'
import { useSave } from './useSave.ts'

/**
 * Edits a colleague's name, and sets a new password for one who forgot theirs. One's own is changed in the settings.
 */
export function UserDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const t = useT()
  const me = useMe()
  const [name, setName] = useState(user.name)
  const [password, setPassword] = useState('')
  const save = useSave(USERS, (json: UserChange) =>
    answerOf(api.users[':id'].$patch({ param: { id: user.id }, json })),
  )
  return (
    <FormDialog
      title={t('manage.editOne', { name: user.name })}
      submitLabel={t('ui.save')}
      busy={save.isPending}
      fault={save.error && describeError(save.error, t)}
      onSave={() => save.mutateAsync({ name, ...(password !== '' && { password }) })}
      onClose={onClose}
    >
      <Field
        label={t('manage.name')}
        required
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      {user.id !== me.id && (
        <Field
          label={t('manage.newPassword')}
          type="text"
          minLength={12}
          maxLength={256}
          autoComplete="off"
          hint={t('manage.newPasswordHint')}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      )}
    </FormDialog>
  )
}
