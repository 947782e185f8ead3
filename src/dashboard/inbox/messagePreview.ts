import type { LucideIcon } from 'lucide-react'
import CircleHelp from 'lucide-react/icons/circle-question-mark'
import FileText from 'lucide-react/icons/file-text'
import Image from 'lucide-react/icons/image'
import LayoutTemplate from 'lucide-react/icons/layout-template'
import MapPin from 'lucide-react/icons/map-pin'
import Mic from 'lucide-react/icons/mic'
import ShoppingBag from 'lucide-react/icons/shopping-bag'
import SquareMousePointer from 'lucide-react/icons/square-mouse-pointer'
import Sticker from 'lucide-react/icons/sticker'
import UserRound from 'lucide-react/icons/user-round'
import Video from 'lucide-react/icons/video'
import type { LastMessage } from '../../protocol/room.ts'
import type { Translate } from '../i18n/i18n.tsx'

/** The last message in one line: an icon for its kind, and text. */
export function messagePreview(
  message: Omit<LastMessage, 'error'>,
  t: Translate,
): { icon: LucideIcon | null; text: string } {
  const said = message.content_text
  switch (message.content_type) {
    case 'image':
      return { icon: Image, text: said ?? t('kind.image') }
    case 'video':
      return { icon: Video, text: said ?? t('kind.video') }
    case 'audio':
      return { icon: Mic, text: t('kind.audio') }
    case 'document':
      return { icon: FileText, text: message.original_filename ?? said ?? t('kind.document') }
    case 'sticker':
      return { icon: Sticker, text: t('kind.sticker') }
    case 'location':
      return {
        icon: MapPin,
        text: said ? t('kind.locationAt', { place: said }) : t('kind.location'),
      }
    case 'contacts':
      return {
        icon: UserRound,
        text: said ? t('kind.contactsOf', { name: said }) : t('kind.contacts'),
      }
    case 'order':
      return { icon: ShoppingBag, text: said ?? t('kind.order') }
    case 'button':
      return { icon: SquareMousePointer, text: t('kind.pressed', { button: said ?? '…' }) }
    case 'interactive':
      return message.direction === 'incoming' && said
        ? { icon: SquareMousePointer, text: t('kind.pressed', { button: said }) }
        : { icon: null, text: said ?? t('kind.interactive') }
    case 'template':
      return { icon: LayoutTemplate, text: said ?? t('kind.template') }
    case 'unsupported':
      return { icon: CircleHelp, text: said ?? t('kind.unsupported') }
    default:
      return { icon: null, text: said ?? t('kind.deleted') }
  }
}
