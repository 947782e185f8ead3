import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { onUntoldFault } from '../composer/uploads.ts'
import { useDesk } from '../data/desk.tsx'
import { inWords } from '../data/inWords.ts'
import { t } from '../i18n/i18n.tsx'
import { titleOf } from '../inbox/titleOf.ts'
import { Button } from '../ui/Button.tsx'
import { toast } from '../ui/toast.ts'

/** Tells of a file that could not be sent to a room that the user has left meanwhile: it waits there. */
export function useUntoldUploads(): void {
  const { inbox } = useDesk()
  const navigate = useNavigate()
  useEffect(() => {
    const shown = new Set<() => void>()
    const stop = onUntoldFault((roomId, { id, file, fault }) => {
      const room = inbox.state.rooms.find(({ room_id }) => room_id === roomId)
      const why = inWords(fault, t)
      shown.add(
        toast({
          id: `upload ${id}`,
          tone: 'bad',
          stays: true,
          title: t('composer.fileNotSent', { name: file.name }),
          text: room ? `${titleOf(room)}: ${why}` : why,
          actions: (close) => (
            <Button
              size="sm"
              onClick={() => {
                close()
                void navigate({ to: '/inbox/$roomId', params: { roomId }, search: {} })
              }}
            >
              {t('alerts.open')}
            </Button>
          ),
        }),
      )
    })
    return () => {
      stop()
      for (const close of shown) close()
    }
  }, [inbox, navigate])
}
