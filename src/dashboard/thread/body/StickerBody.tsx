import type { Message } from '../../../protocol/message.ts'
import { useT } from '../../i18n/i18n.tsx'
import { BubbleMeta } from '../BubbleMeta.tsx'
import { NotHere } from './NotHere.tsx'
import { useMedia } from './useMedia.ts'

/** A sticker stands by itself, without a bubble. */
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
        <NotHere failed={media.failed} className="size-36" />
      )}
      <div className="flow-root">
        <BubbleMeta message={message} />
      </div>
    </div>
  )
}
