import PanelRight from 'lucide-react/icons/panel-right'
import type { RoomSummary } from '../../protocol/room.ts'
import { AssignMenu } from '../details/AssignMenu.tsx'
import { useT } from '../i18n/i18n.tsx'
import { phoneNumber } from '../i18n/values.ts'
import { CustomerTypeLabel } from '../inbox/CustomerTypeLabel.tsx'
import { titleOf } from '../inbox/titleOf.ts'
import { isStaff, useMe } from '../session/useSession.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { BackToList } from './BackToList.tsx'
import { CloseRoomButton } from './CloseRoomButton.tsx'
import { HeaderAgents } from './HeaderAgents.tsx'
import { RoomMenu } from './RoomMenu.tsx'
import type { DetailsShown } from './useDetailsShown.ts'

/** The customer, the room's agents, and the actions for the room. */
export function RoomHeader({ room, details }: { room: RoomSummary; details: DetailsShown }) {
  const t = useT()
  const me = useMe()
  const number = room.room_phone ? phoneNumber(room.room_phone) : t('thread.numberHidden')
  const state = t(room.status === 'open' ? 'thread.open' : 'thread.closed')
  return (
    <header className="flex h-(--bar) shrink-0 items-center gap-3 border-b border-line bg-surface px-4 max-desk:gap-2 squat:hidden">
      <BackToList />
      <Avatar id={room.room_id} name={room.room_title} size="md" />
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-2">
          <h2 className="truncate font-semibold">{titleOf(room)}</h2>
          <span className="max-desk:hidden">
            <CustomerTypeLabel type={room.customer_type} />
          </span>
        </div>
        <p className="truncate text-12 text-text-3 tabular-nums">
          {number} · {state}
        </p>
      </div>
      <HeaderAgents participants={room.participants} />
      <div className="flex shrink-0 items-center gap-3 max-desk:hidden">
        {isStaff(me) && <AssignMenu room={room} />}
        <CloseRoomButton room={room} />
      </div>
      <RoomMenu room={room} details={details} />
      <IconButton
        className="max-desk:hidden"
        label={t('thread.details')}
        keys="D"
        on={details.shown}
        onClick={details.toggle}
      >
        <PanelRight size={20} strokeWidth={1.75} aria-hidden="true" />
      </IconButton>
    </header>
  )
}
