import Check from 'lucide-react/icons/check'
import RotateCcw from 'lucide-react/icons/rotate-ccw'
import { answerOf } from '../../client/rest.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import { useRequest } from '../details/useRequest.ts'
import { useT } from '../i18n/i18n.tsx'
import { useShortcut } from '../keyboard/useShortcut.ts'
import { api } from '../session/session.ts'
import { Button } from '../ui/Button.tsx'
import { tip } from '../ui/Tooltip.tsx'

/** Closes or reopens the room. `wide`: the button below the phone's details, which has no keyboard shortcut. */
export function CloseRoomButton({ room, wide = false }: { room: RoomSummary; wide?: boolean }) {
  const t = useT()
  const [busy, tryTo] = useRequest()
  const open = room.status === 'open'
  const Icon = open ? Check : RotateCcw
  const toggle = () =>
    tryTo(() =>
      answerOf(
        api.rooms[':id'].$patch({
          param: { id: room.room_id },
          json: { status: open ? 'closed' : 'open' },
        }),
      ),
    )
  useShortcut(wide ? undefined : 'close', () => void toggle())
  const label = t(open ? 'thread.close' : 'thread.reopen')
  return (
    <Button
      {...tip(t(open ? 'thread.closeRoom' : 'thread.reopen'), 'E')}
      busy={busy}
      icon={<Icon size={16} aria-hidden="true" />}
      onClick={() => void toggle()}
      variant={wide ? 'primary' : 'secondary'}
      className={wide ? 'flex-1' : 'max-desk:hidden'}
    >
      {wide && open ? t('thread.closeRoom') : label}
    </Button>
  )
}
