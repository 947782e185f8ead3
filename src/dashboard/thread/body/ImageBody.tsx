import { useState } from 'react'
import type { Message } from '../../../protocol/message.ts'
import { useT } from '../../i18n/i18n.tsx'
import { titleOf } from '../../inbox/titleOf.ts'
import { firstName } from '../firstName.ts'
import { useThread } from '../ThreadContext.tsx'
import { Caption } from './Caption.tsx'
import { MediaPlaceholder } from './MediaPlaceholder.tsx'
import { useMedia } from './useMedia.ts'

export function ImageBody({ message }: { message: Message }) {
  const t = useT()
  const { room, enlarge } = useThread()
  const media = useMedia(message)
  const [broken, setBroken] = useState(false)
  const name =
    message.direction === 'incoming'
      ? t('bubble.photo', { name: firstName(titleOf(room)) })
      : t('bubble.sentPhoto')
  return (
    <div className="w-70 max-w-full">
      {media.url && !broken ? (
        <button
          type="button"
          aria-label={`${t('bubble.enlarge')}: ${message.content_text ?? name}`}
          onClick={() => enlarge(message)}
          className="block h-44 w-full overflow-hidden rounded-r3 bg-surface-3"
        >
          <img
            src={media.url}
            alt={message.content_text ?? name}
            loading="lazy"
            decoding="async"
            onError={() => setBroken(true)}
            className="size-full object-cover"
          />
        </button>
      ) : (
        <MediaPlaceholder failed={broken || media.failed} className="h-44 w-full" />
      )}
      <Caption message={message} />
    </div>
  )
}
