import type { Message } from '../../../protocol/message.ts'
import { useT } from '../../i18n/i18n.tsx'
import { BubbleMeta } from '../BubbleMeta.tsx'
import { MediaPlaceholder } from './MediaPlaceholder.tsx'
import { useMedia } from './useMedia.ts'

/** A sticker, without a bubble around it. */
export function StickerBody({ message }: { message: Message }) {
  const t = useT()
  const media = useMedia(message)
  return (
    <div className="w-36">
      {media.url ? (
        <img
          src={media.url}
          alt={t('bubble.sticker')}
          loading="lazy"
          className="size-36 object-contain"
        />
      ) : (
        <MediaPlaceholder failed={media.failed} className="size-36" />
      )}
      <div className="flow-root">
        <BubbleMeta message={message} />
      </div>
    </div>
  )
}
