import type { Message } from '../../../protocol/message.ts'
import { useT } from '../../i18n/i18n.tsx'
import { titleOf } from '../../inbox/titleOf.ts'
import { BubbleMeta } from '../BubbleMeta.tsx'
import { firstName } from '../firstName.ts'
import { TextBody } from '../TextBody.tsx'
import { useThread } from '../ThreadContext.tsx'
import { AudioBody } from './AudioBody.tsx'
import { ButtonBody } from './ButtonBody.tsx'
import { ContactsBody } from './ContactsBody.tsx'
import { DocumentBody } from './DocumentBody.tsx'
import { ImageBody } from './ImageBody.tsx'
import { InteractiveBody } from './InteractiveBody.tsx'
import { LocationBody } from './LocationBody.tsx'
import { OrderBody } from './OrderBody.tsx'
import { StickerBody } from './StickerBody.tsx'
import { TemplateBody } from './TemplateBody.tsx'
import { UnsupportedBody } from './UnsupportedBody.tsx'
import { VideoBody } from './VideoBody.tsx'

/** The content of a message, by its type. */
export function MessageBody({ message }: { message: Message }) {
  const t = useT()
  const { room } = useThread()
  if ('revoked' in message.metadata || 'deleted' in message.metadata) {
    const ours = message.direction === 'outgoing'
    const revoked = ours
      ? t('bubble.revokedByUs')
      : t('bubble.revoked', { name: firstName(titleOf(room)) })
    const text = 'revoked' in message.metadata ? revoked : t('bubble.deleted')
    return (
      <>
        <i className="text-text-3">{text}</i>
        <BubbleMeta message={message} />
      </>
    )
  }
  switch (message.content_type) {
    case 'image':
      return <ImageBody message={message} />
    case 'video':
      return <VideoBody message={message} />
    case 'audio':
      return <AudioBody message={message} />
    case 'document':
      return <DocumentBody message={message} />
    case 'sticker':
      return <StickerBody message={message} />
    case 'location':
      return <LocationBody message={message} />
    case 'contacts':
      return <ContactsBody message={message} />
    case 'order':
      return <OrderBody message={message} />
    case 'button':
      return <ButtonBody message={message} />
    case 'interactive':
      return <InteractiveBody message={message} />
    case 'template':
      return <TemplateBody message={message} />
    case 'text':
    case 'note':
    case 'system':
      return (
        <>
          <TextBody text={message.content_text ?? ''} />
          <BubbleMeta message={message} />
        </>
      )
    default:
      return <UnsupportedBody message={message} />
  }
}
