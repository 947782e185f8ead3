import Hand from 'lucide-react/icons/hand'
import { useState } from 'react'
import { answerOf, RestError } from '../../client/rest.ts'
import { describeError } from '../data/describeError.ts'
import { useInboxStore } from '../data/inboxStore.tsx'
import { useT } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { Button } from '../ui/Button.tsx'
import { toast } from '../ui/toast.ts'

/** Lets an agent claim a room that has no agent. Only some channels allow it, and only the server knows which. */
export function ClaimButton({ roomId }: { roomId: string }) {
  const t = useT()
  const { inbox } = useInboxStore()
  const [busy, setBusy] = useState(false)
  const take = async () => {
    setBusy(true)
    try {
      await answerOf(api.rooms[':id'].claim.$post({ param: { id: roomId } }))
      await inbox.ask(roomId)
    } catch (error) {
      toast({ tone: 'bad', title: t('thread.notTaken'), text: why(error) })
    }
    setBusy(false)
  }
  const why = (error: unknown) => {
    if (error instanceof RestError && error.code === 'conflict') return t('thread.takenBefore')
    if (error instanceof RestError && error.code === 'not_found') return t('thread.notYours')
    return describeError(error, t)
  }
  return (
    <Button
      variant="primary"
      busy={busy}
      icon={<Hand size={16} aria-hidden="true" />}
      onClick={() => void take()}
    >
      {t('thread.take')}
    </Button>
  )
}
