import Copy from 'lucide-react/icons/copy'
import Ellipsis from 'lucide-react/icons/ellipsis'
import Link2 from 'lucide-react/icons/link-2'
import PanelRight from 'lucide-react/icons/panel-right'
import { answerOf } from '../../client/rest.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import { copyText } from '../data/copyText.ts'
import { useRequest } from '../details/useRequest.ts'
import { useT } from '../i18n/i18n.tsx'
import { CustomerTypeLabel } from '../inbox/CustomerTypeLabel.tsx'
import { CUSTOMER_TYPES } from '../inbox/inboxSearch.ts'
import { api } from '../session/session.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { Menu } from '../ui/Menu.tsx'
import { useNarrow } from '../ui/useNarrow.ts'
import type { DetailsShown } from './useDetailsShown.ts'

/** Rarely used actions for a room. On a phone it opens the details as well. */
export function RoomMenu({ room, details }: { room: RoomSummary; details: DetailsShown }) {
  const t = useT()
  const narrow = useNarrow()
  const [, tryTo] = useRequest()
  const copyThis = (text: string) => void copyText(text, t('bubble.copied'))
  const change = (customer_type: RoomSummary['customer_type']) =>
    tryTo(() =>
      answerOf(api.rooms[':id'].$patch({ param: { id: room.room_id }, json: { customer_type } })),
    )
  const item = (key: string, label: string, Icon: typeof Copy, onSelect: () => void) => ({
    kind: 'item' as const,
    key,
    label,
    icon: <Icon size={16} aria-hidden="true" />,
    onSelect,
  })
  const phone = room.room_phone
  const link = `${location.origin}/inbox/${room.room_id}`
  return (
    <Menu
      trigger={
        <IconButton label={t('thread.more')}>
          <Ellipsis size={20} aria-hidden="true" />
        </IconButton>
      }
      entries={() => [
        ...(narrow ? [item('details', t('thread.details'), PanelRight, details.toggle)] : []),
        ...(phone
          ? [item('number', t('details.copyNumber'), Copy, () => copyThis(`+${phone}`))]
          : []),
        item('link', t('thread.copyLink'), Link2, () => copyThis(link)),
        { kind: 'separator' },
        ...CUSTOMER_TYPES.map((type) => ({
          kind: 'choice' as const,
          key: type,
          label: <CustomerTypeLabel type={type} />,
          chosen: type === room.customer_type,
          onSelect: () => void change(type),
        })),
      ]}
    />
  )
}
