import { Dialog } from '@base-ui/react/dialog'
import ChevronLeft from 'lucide-react/icons/chevron-left'
import ChevronRight from 'lucide-react/icons/chevron-right'
import X from 'lucide-react/icons/x'
import { useState } from 'react'
import type { Message } from '../../protocol/message.ts'
import { useT } from '../i18n/i18n.tsx'
import { dayAndTime } from '../i18n/time.ts'
import { useCloseOnBack } from '../ui/useCloseOnBack.ts'
import { useMedia } from './body/useMedia.ts'
import { useSwipe } from './useSwipe.ts'

const ROUND =
  'grid size-11 place-items-center rounded-full bg-white/15 text-white hover:bg-white/25'

/** A photo as large as the window, among the others of the room; arrows and swipes go from one to the next. */
export function Lightbox({
  photos,
  first,
  onClose,
}: {
  /** Oldest first. */
  photos: readonly Message[]
  first: Message
  onClose: () => void
}) {
  const t = useT()
  const [shownId, setShownId] = useState(first.id)
  useCloseOnBack(true, onClose)
  const index = Math.max(
    0,
    photos.findIndex(({ id }) => id === shownId),
  )
  const shown = photos[index] ?? first
  const go = (by: number) => {
    const next = photos[index + by]
    if (next) setShownId(next.id)
  }
  const swipe = useSwipe(go)
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/85" />
        <Dialog.Popup
          onKeyDown={({ key }) => {
            if (key === 'ArrowLeft') go(-1)
            if (key === 'ArrowRight') go(1)
          }}
          className="fixed inset-0 z-40 flex flex-col outline-none"
        >
          <header className="flex items-center gap-3 pb-4 pt-[max(16px,env(safe-area-inset-top))] pr-[max(16px,env(safe-area-inset-right))] pl-[max(16px,env(safe-area-inset-left))] text-white">
            <Dialog.Title className="min-w-0 flex-1 truncate text-14 font-medium">
              {shown.content_text ?? t('lightbox.title')}
              <span className="ml-3 text-12 font-normal opacity-75">
                {dayAndTime(shown.created_at, Date.now())}
              </span>
            </Dialog.Title>
            <Dialog.Close aria-label={t('ui.close')} className={ROUND}>
              <X size={20} aria-hidden="true" />
            </Dialog.Close>
          </header>
          <div
            {...swipe}
            className="relative flex min-h-0 flex-1 items-center gap-4 px-4 pb-4 max-desk:px-0 max-desk:pb-[env(safe-area-inset-bottom)]"
          >
            <Arrow
              label={t('lightbox.previous')}
              disabled={index === 0}
              className="max-desk:left-[max(8px,env(safe-area-inset-left))]"
              onPress={() => go(-1)}
            >
              <ChevronLeft size={24} aria-hidden="true" />
            </Arrow>
            <Photo key={shown.id} message={shown} />
            <Arrow
              label={t('lightbox.next')}
              disabled={index >= photos.length - 1}
              className="max-desk:right-[max(8px,env(safe-area-inset-right))]"
              onPress={() => go(1)}
            >
              <ChevronRight size={24} aria-hidden="true" />
            </Arrow>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Photo({ message }: { message: Message }) {
  const t = useT()
  const { url } = useMedia(message)
  return (
    <div className="grid h-full min-w-0 flex-1 place-items-center">
      {url && (
        <img
          src={url}
          alt={message.content_text ?? t('lightbox.title')}
          className="max-h-full max-w-full object-contain"
        />
      )}
    </div>
  )
}

function Arrow({
  label,
  disabled,
  className,
  onPress,
  children,
}: {
  label: string
  disabled: boolean
  /** Where it lies over the photo, for which a phone has no room to spare. */
  className: string
  onPress: () => void
  children: React.ReactNode
}) {
  return (
    <button
      type="button"
      aria-label={label}
      disabled={disabled}
      onClick={onPress}
      className={`${ROUND} shrink-0 disabled:invisible max-desk:absolute max-desk:z-1 max-desk:bg-black/50 ${className}`}
    >
      {children}
    </button>
  )
}
