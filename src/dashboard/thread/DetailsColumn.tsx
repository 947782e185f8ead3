import X from 'lucide-react/icons/x'
import { useEffect } from 'react'
import type { RoomSummary } from '../../protocol/room.ts'
import { AssignMenu } from '../details/AssignMenu.tsx'
import { DetailsPanel } from '../details/DetailsPanel.tsx'
import { useT } from '../i18n/i18n.tsx'
import { isStaff, useMe } from '../session/useSession.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { useCloseOnBack } from '../ui/useCloseOnBack.ts'
import { CloseRoomButton } from './CloseRoomButton.tsx'
import type { DetailsShown } from './useDetailsShown.ts'
import { useOverlayFocus } from './useOverlayFocus.ts'

/** The details beside the conversation, or on top of it where the window is too narrow for both. */
export function DetailsColumn({ room, details }: { room: RoomSummary; details: DetailsShown }) {
  const t = useT()
  const me = useMe()
  const { overlay, hide } = details
  const box = useOverlayFocus(overlay)
  useCloseOnBack(overlay, hide)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && overlay) hide()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [overlay, hide])
  return (
    <>
      <button
        type="button"
        aria-label={t('ui.close')}
        tabIndex={-1}
        onClick={hide}
        className="absolute inset-0 z-10 bg-overlay wide:hidden"
      />
      <div
        ref={box}
        tabIndex={-1}
        {...(overlay && { role: 'group', 'aria-label': t('details.title') })}
        className="relative flex w-(--side) shrink-0 outline-none flex-col border-l border-line bg-surface max-wide:absolute max-wide:inset-y-0 max-wide:right-0 max-wide:z-20 max-wide:shadow-pop max-desk:inset-x-0 max-desk:top-16 max-desk:bottom-0 max-desk:w-auto max-desk:rounded-t-r5 max-desk:border-l-0"
      >
        <div className="absolute top-2 right-2 z-1 wide:hidden">
          <IconButton label={t('ui.close')} onClick={hide}>
            <X size={20} aria-hidden="true" />
          </IconButton>
        </div>
        <div className="min-h-0 flex-1 overflow-hidden max-desk:rounded-t-r5">
          <DetailsPanel room={room} />
        </div>
        <div className="flex shrink-0 gap-2 border-t border-line p-4 pb-[max(16px,env(safe-area-inset-bottom))] desk:hidden">
          {isStaff(me) && <AssignMenu room={room} place="foot" />}
          <CloseRoomButton room={room} wide />
        </div>
      </div>
    </>
  )
}
