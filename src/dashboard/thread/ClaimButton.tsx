import Hand from 'lucide-react/icons/hand'
import { useState } from 'react'
import { answerOf, RestError } from '../../client/rest.ts'
import { useDesk } from '../data/desk.tsx'
import { inWords } from '../data/inWords.ts'
import { useT } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { Button } from '../ui/Button.tsx'
import { toast } from '../ui/toast.ts'

/** An agent takes a room that nobody has, where its number allows it: whether it does, only the server says. */
export function ClaimButton({ roomId }: { roomId: string }) {
  const t = useT()
  const { inbox } = useDesk()
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
    return inWords(error, t)
  }
  return (
    <Button
      look="primary"
      busy={busy}
      icon={<Hand size={16} aria-hidden="true" />}
      onClick={() => void take()}
    >
      {t('thread.take')}
    </Button>
  )
}
