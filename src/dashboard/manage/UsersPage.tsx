import { useQuery } from '@tanstack/react-query'
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
import { Switch } from '../ui/Switch.tsx'
import { Choice } from './Choice.tsx'
import { Listing } from './Listing.tsx'
import { NewUserDialog } from './NewUserDialog.tsx'
import { Section } from './Section.tsx'
import { useSave } from './useSave.ts'

const ROLES: readonly Role[] = ['admin', 'supervisor', 'agent']
export const USERS = ['users']

/** Colleagues: who they are, what they may do, and whether they may at all. */
export function UsersPage() {
  const t = useT()
  const me = useMe()
  const [adding, setAdding] = useState(false)
  const users = useQuery({
    queryKey: USERS,
    queryFn: async () => (await answerOf(api.users.$get())).data,
  })
  const change = useSave(USERS, ({ id, ...json }: UserChange & { id: string }) =>
    answerOf(api.users[':id'].$patch({ param: { id }, json })),
  )
  const roles = ROLES.map((value) => ({ value, label: t(`role.${value}`) }))
  return (
    <Section
      title={t('manage.users')}
      text={t('manage.usersText')}
      action={
        <Button
          look="primary"
          icon={<UserPlus size={16} aria-hidden="true" />}
          onClick={() => setAdding(true)}
        >
          {t('manage.addUser')}
        </Button>
      }
    >
      <Listing<User>
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
                <span className="min-w-0">
                  <span className="block truncate font-medium">{one.name}</span>
                  <span className="block truncate text-12 text-text-3">{one.email}</span>
                </span>
              </span>
            ),
          },
          {
            name: t('manage.role'),
            className: 'w-44',
            cell: (one) => (
              <Choice
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
        ]}
      />
      <NewUserDialog open={adding} onClose={() => setAdding(false)} />
    </Section>
  )
}
