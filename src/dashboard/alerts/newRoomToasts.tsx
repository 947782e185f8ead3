import type { RoomSummary } from '../../protocol/room.ts'
import { t } from '../i18n/i18n.tsx'
import { messagePreview } from '../inbox/messagePreview.ts'
import { titleOf } from '../inbox/titleOf.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { Button } from '../ui/Button.tsx'
import { Kbd } from '../ui/Kbd.tsx'
import { toast } from '../ui/toast.ts'

/** Above this number, new rooms share one toast. */
const ONE_BY_ONE = 3
const ALL = 'new-rooms'

type Ways = { assign: (roomId: string) => void; open: (roomId: string) => void; seeAll: () => void }

/** Toasts for new rooms that nobody has taken care of. Each stays until somebody does, or until it is dismissed. */
export function createNewRoomToasts({ assign, open, seeAll }: Ways) {
  const waiting = new Map<string, RoomSummary>()
  const shown = new Map<string, () => void>()

  const hide = (id: string) => {
    shown.get(id)?.()
    shown.delete(id)
  }
  const drop = (roomId: string) => {
    if (!waiting.delete(roomId)) return
    hide(roomId)
    if (shown.has(ALL)) draw()
  }
  const draw = () => {
    if (waiting.size <= ONE_BY_ONE) {
      hide(ALL)
      for (const room of waiting.values()) if (!shown.has(room.room_id)) drawOne(room)
      return
    }
    for (const id of waiting.keys()) hide(id)
    shown.set(
      ALL,
      toast({
        id: ALL,
        stays: true,
        title: t('alerts.newRooms', { n: waiting.size }),
        text: t('alerts.newRoomsText'),
        onClosed: clear,
        actions: () => (
          <Button
            size="sm"
            onClick={() => {
              clear()
              seeAll()
            }}
          >
            {t('inbox.seeUnassigned')}
          </Button>
        ),
      }),
    )
  }
  const drawOne = (room: RoomSummary) => {
    const { room_id: id, last_message: last } = room
    const { icon: Icon, text } = last
      ? messagePreview(last, t)
      : { icon: null, text: t('kind.none') }
    const close = toast({
      id: `new-room ${id}`,
      stays: true,
      media: <Avatar id={id} name={room.room_title} size="md" />,
      title: t('alerts.new_roomTitle', { name: titleOf(room) }),
      text: (
        <span className="flex items-center gap-1">
          {Icon && <Icon size={14} aria-hidden="true" className="shrink-0" />}
          <span className="truncate">
            {text}
            {!room.room_phone && ` · ${t('row.hidden')}`}
          </span>
        </span>
      ),
      onClosed: () => drop(id),
      actions: () => (
        <>
          <Button size="sm" variant="soft" onClick={() => assign(id)}>
            {t('alerts.assignToMe')}
          </Button>
          <Button
            size="sm"
            onClick={() => {
              drop(id)
              open(id)
            }}
          >
            {t('alerts.open')}
            <span aria-hidden="true" className="flex gap-1">
              <Kbd>G</Kbd>
              <Kbd>N</Kbd>
            </span>
          </Button>
        </>
      ),
    })
    shown.set(id, close)
  }
  const clear = () => {
    waiting.clear()
    for (const id of [...shown.keys()]) hide(id)
  }

  return {
    add(room: RoomSummary) {
      waiting.set(room.room_id, room)
      draw()
    },
    /** Removes rooms that are assigned, read or closed, and the one on screen. */
    review(known: (roomId: string) => RoomSummary | undefined, onScreen: string | null) {
      for (const id of [...waiting.keys()]) {
        const room = known(id)
        const seenTo =
          room &&
          (room.participants.length > 0 || room.unread_count === 0 || room.status === 'closed')
        if (id === onScreen || seenTo) drop(id)
      }
    },
    clear,
  }
}
