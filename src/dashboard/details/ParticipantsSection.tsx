import UserMinus from 'lucide-react/icons/user-minus'
import { answerOf } from '../../client/rest.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import { useInbox } from '../data/inboxStore.tsx'
import { useT } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { isStaff, useMe } from '../session/useSession.ts'
import { AgentAvatar } from '../ui/Avatar.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { AssignMenu } from './AssignMenu.tsx'
import { PanelSection } from './PanelSection.tsx'
import { RoomsOf } from './RoomsOf.tsx'
import { useRequest } from './useRequest.ts'

/** The agents in the room. Staff can assign and unassign them. */
export function ParticipantsSection({ room }: { room: RoomSummary }) {
  const t = useT()
  const me = useMe()
  const users = useInbox((state) => state.users)
  const [busy, tryTo] = useRequest()
  const unassign = (agent_id: string) =>
    tryTo(() =>
      answerOf(
        api.rooms[':id'].unassign.$post({ param: { id: room.room_id }, json: { agent_id } }),
      ),
    )
  return (
    <PanelSection
      title={t('details.participants')}
      aside={isStaff(me) && <AssignMenu room={room} place="section" />}
    >
      {room.participants.length === 0 && (
        <p className="text-13 text-text-3">{t('details.nobody')}</p>
      )}
      <ul className="grid gap-2">
        {room.participants.map(({ user_id, name, role }) => (
          <li key={user_id} className="flex items-center gap-3 text-13">
            <AgentAvatar
              id={user_id}
              name={name}
              size="md"
              online={users[user_id]?.status === 'online'}
            />
            <span className="min-w-0 flex-1 wrap-anywhere">
              {isStaff(me) ? <RoomsOf userId={user_id} name={name} room={room} /> : name}
              {user_id === me.id && <span className="text-text-3"> {t('details.you')}</span>}
            </span>
            <span className="text-12 text-text-3">{t(`role.${role}`)}</span>
            {isStaff(me) && (
              <IconButton
                size="sm"
                label={t('details.unassign', { name })}
                disabled={busy}
                onClick={() => void unassign(user_id)}
              >
                <UserMinus size={14} aria-hidden="true" />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
    </PanelSection>
  )
}
