import UserPlus from 'lucide-react/icons/user-plus'
import { answerOf } from '../../client/rest.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import type { User } from '../../protocol/user.ts'
import { useInbox } from '../data/inboxStore.tsx'
import { useT } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { AgentAvatar } from '../ui/Avatar.tsx'
import { Button } from '../ui/Button.tsx'
import { Menu } from '../ui/Menu.tsx'
import { tip } from '../ui/Tooltip.tsx'
import { useRequest } from './useRequest.ts'

/** Assigns a room to a colleague. Those online come first. */
export function AssignMenu({
  room,
  place = 'header',
}: {
  room: RoomSummary
  place?: 'header' | 'section' | 'foot'
}) {
  const t = useT()
  const users = useInbox((state) => state.users)
  const [busy, tryTo] = useRequest()
  const has = new Set(room.participants.map(({ user_id }) => user_id))
  const free = Object.values(users)
    .filter(({ id, disabled }) => !disabled && !has.has(id))
    .toSorted(byPresence)
  const assign = (agent_id: string) =>
    tryTo(() =>
      answerOf(api.rooms[':id'].assign.$post({ param: { id: room.room_id }, json: { agent_id } })),
    )
  return (
    <Menu
      command={place === 'header' ? 'assign' : undefined}
      trigger={
        <Button
          {...(place === 'header' && tip(t('details.assign'), 'A'))}
          className={place === 'foot' ? 'flex-1' : undefined}
          size={place === 'section' ? 'sm' : 'md'}
          busy={busy}
          icon={<UserPlus size={place === 'section' ? 14 : 16} aria-hidden="true" />}
        >
          {t('details.assign')}
        </Button>
      }
      entries={() =>
        free.length === 0
          ? [{ kind: 'text', key: 'none', text: t('details.nobodyLeft') }]
          : free.map(({ id, name, role, status }) => ({
              kind: 'item',
              key: id,
              label: name,
              icon: <AgentAvatar id={id} name={name} size="md" online={status === 'online'} />,
              end: <span className="text-12 text-text-3">{t(`role.${role}`)}</span>,
              onSelect: () => void assign(id),
            }))
      }
    />
  )
}

const byPresence = (a: User, b: User) =>
  Number(b.status === 'online') - Number(a.status === 'online') || a.name.localeCompare(b.name)
