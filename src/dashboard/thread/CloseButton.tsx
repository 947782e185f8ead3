import Check from 'lucide-react/icons/check'
import RotateCcw from 'lucide-react/icons/rotate-ccw'
import { answerOf } from '../../client/rest.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import { useTry } from '../details/useTry.ts'
import { useT } from '../i18n/i18n.tsx'
import { useShortcut } from '../keyboard/useShortcut.ts'
import { api } from '../session/session.ts'
import { Button } from '../ui/Button.tsx'
import { tip } from '../ui/Tooltip.tsx'

/** Closes the room, or opens it again. `wide`: at the foot of the phone's details, where there are no keys. */
export function CloseButton({ room, wide = false }: { room: RoomSummary; wide?: boolean }) {
  const t = useT()
  const [busy, tryTo] = useTry()
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
      look={wide ? 'primary' : 'secondary'}
      className={wide ? 'flex-1' : 'max-desk:hidden'}
    >
      {wide && open ? t('thread.closeRoom') : label}
    </Button>
  )
}
