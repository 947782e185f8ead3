import { useQuery } from '@tanstack/react-query'
import Pencil from 'lucide-react/icons/pencil'
import UserPlus from 'lucide-react/icons/user-plus'
import { useState } from 'react'
import { answerOf } from '../../client/rest.ts'
import type { UserChange } from '../../protocol/auth.ts'
import type { Role, User } from '../../protocol/user.ts'
import { useT } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { useMe } from '../session/useSession.ts'
import { AgentAvatar } from '../ui/Avatar.tsx'
import { Button } from '../ui/Button.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { Select } from '../ui/Select.tsx'
import { Switch } from '../ui/Switch.tsx'
import { NewUserDialog } from './NewUserDialog.tsx'
import { PageLayout } from './PageLayout.tsx'
import { QueryTable } from './QueryTable.tsx'
import { UserDialog } from './UserDialog.tsx'
import { useSave } from './useSave.ts'

const ROLES: readonly Role[] = ['admin', 'supervisor', 'agent']
export const USERS = ['users']

/** The user accounts: their roles, and whether they may sign in. */
export function UsersPage() {
  const t = useT()
  const me = useMe()
  const [adding, setAdding] = useState(false)
  const [edited, setEdited] = useState<User | null>(null)
  const users = useQuery({
    queryKey: USERS,
    queryFn: async () => (await answerOf(api.users.$get())).data,
  })
  const change = useSave(USERS, ({ id, ...json }: UserChange & { id: string }) =>
    answerOf(api.users[':id'].$patch({ param: { id }, json })),
  )
  const roles = ROLES.map((value) => ({ value, label: t(`role.${value}`) }))
  return (
    <PageLayout
      title={t('manage.users')}
      text={t('manage.usersText')}
      action={
        <Button
          variant="primary"
          icon={<UserPlus size={16} aria-hidden="true" />}
          onClick={() => setAdding(true)}
        >
          {t('manage.addUser')}
        </Button>
      }
    >
      <QueryTable<User>
        label={t('manage.users')}
        query={users}
        rows={users.data}
        keyOf={({ id }) => id}
        empty={t('manage.noUsers')}
        columns={[
          {
            name: t('manage.name'),
            cell: (one) => (
              <span className="flex items-center gap-2">
                <AgentAvatar
                  id={one.id}
                  name={one.name}
                  size="md"
                  online={one.status === 'online'}
                />
                <span className="min-w-0 wrap-anywhere">
                  <span className="block font-medium">{one.name}</span>
                  <span className="block text-12 text-text-3">{one.email}</span>
                </span>
              </span>
            ),
          },
          {
            name: t('manage.role'),
            className: 'w-44',
            cell: (one) => (
              <Select
                hideLabel
                label={t('manage.roleOf', { name: one.name })}
                value={one.role}
                options={roles}
                disabled={one.id === me.id}
                onChange={(role) => change.mutate({ id: one.id, role })}
              />
            ),
          },
          {
            name: t('manage.mayUse'),
            className: 'w-32',
            cell: (one) => (
              <Switch
                label={t('manage.mayUseOf', { name: one.name })}
                checked={!one.disabled}
                disabled={one.id === me.id}
                onChange={(may) => change.mutate({ id: one.id, disabled: !may })}
              />
            ),
          },
          {
            name: t('manage.actions'),
            className: 'w-20',
            cell: (one) => (
              <IconButton
                label={t('manage.editOne', { name: one.name })}
                onClick={() => setEdited(one)}
              >
                <Pencil size={16} aria-hidden="true" />
              </IconButton>
            ),
          },
        ]}
      />
      <NewUserDialog open={adding} onClose={() => setAdding(false)} />
      {edited && <UserDialog key={edited.id} user={edited} onClose={() => setEdited(null)} />}
    </PageLayout>
  )
}
