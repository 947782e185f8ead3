import type { Message } from '../../../protocol/message.ts'
import { useT } from '../../i18n/i18n.tsx'
import { titleOf } from '../../inbox/titleOf.ts'
import { firstName } from '../firstName.ts'
import { useThread } from '../ThreadContext.tsx'
import { Caption } from './Caption.tsx'
import { MediaPlaceholder } from './MediaPlaceholder.tsx'
import { useMedia } from './useMedia.ts'
import { useSource } from './useSource.ts'

export function VideoBody({ message }: { message: Message }) {
  const t = useT()
  const { room } = useThread()
  const media = useMedia(message)
  const source = useSource(media.url)
  const name =
    message.direction === 'incoming'
      ? t('bubble.video', { name: firstName(titleOf(room)) })
      : t('kind.video')
  return (
    <div className="w-80 max-w-full">
      {media.url ? (
        <video
          {...source}
          controls
          preload="metadata"
          playsInline
          aria-label={name}
          className="block h-45 w-full rounded-r3 bg-black object-contain"
        />
      ) : (
        <MediaPlaceholder failed={media.failed} className="h-45 w-full" />
      )}
      <Caption message={message} />
    </div>
  )
}
