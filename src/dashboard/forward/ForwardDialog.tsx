import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Message } from '../../protocol/message.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import { useT } from '../i18n/i18n.tsx'
import { messagePreview } from '../inbox/messagePreview.ts'
import { titleOf } from '../inbox/titleOf.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Outcome } from './Outcome.tsx'
import { Targets } from './Targets.tsx'
import { useText } from './text.ts'
import { useForwarding } from './useForwarding.tsx'

/** Sends a message to one or several other rooms. */
export function ForwardDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const t = useT()
  const text = useText()
  const navigate = useNavigate()
  const [chosen, setChosen] = useState<readonly RoomSummary[]>([])
  const onOpen = (roomId: string) => {
    onClose()
    void navigate({ to: '/inbox/$roomId', params: { roomId } })
  }
  const { send, busy, fault, results } = useForwarding(message, { onClose, onOpen })
  if (results)
    return (
      <Dialog
        open
        onClose={onClose}
        title={text('title')}
        footer={
          <>
            <span className="flex-1" />
            <Button variant="primary" onClick={onClose}>
              {t('ui.close')}
            </Button>
          </>
        }
      >
        <Outcome results={results} onOpen={onOpen} />
      </Dialog>
    )
  return (
    <Dialog
      open
      onClose={onClose}
      title={text('title')}
      footer={
        <>
          <span className="min-w-0 flex-1 truncate text-12 text-text-2">
            {chosen.length > 0 &&
              text('chosen', { n: chosen.length, names: chosen.map(titleOf).join(', ') })}
          </span>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button
            variant="primary"
            busy={busy}
            disabled={chosen.length === 0}
            onClick={() => void send(chosen)}
          >
            {t('bubble.forward')}
          </Button>
        </>
      }
    >
      <What message={message} />
      <Targets
        from={message.room_id}
        // As the server says: only templates reach a customer outside of the customer service window.
        anyTime={message.content_type === 'template'}
        chosen={chosen}
        onChange={setChosen}
      />
      {fault && (
        <p
          role="alert"
          className="shrink-0 border-t border-line px-6 py-3 text-13 text-bad max-desk:px-4"
        >
          {fault}
        </p>
      )}
    </Dialog>
  )
}

/** The message, in at most two lines. */
function What({ message }: { message: Message }) {
  const t = useT()
  // A pressed button or a chosen answer is forwarded as its text.
  const answer = message.direction === 'incoming' && message.content_type === 'interactive'
  const isText = answer || message.content_type === 'button'
  const { icon: Icon, text } = messagePreview(
    isText ? { ...message, content_type: 'text' } : message,
    t,
  )
  return (
    <div className="flex shrink-0 items-start gap-2 border-b border-line bg-surface-2 px-6 py-3 text-13 text-text-2 max-desk:px-4">
      {Icon && <Icon size={14} aria-hidden="true" className="mt-[3px] shrink-0" />}
      <span dir="auto" className="line-clamp-2 min-w-0 [overflow-wrap:anywhere]">
        {text}
      </span>
    </div>
  )
}
