import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { onBackgroundFailure } from '../composer/uploads.ts'
import { describeError } from '../data/describeError.ts'
import { useInboxStore } from '../data/inboxStore.tsx'
import { t } from '../i18n/i18n.tsx'
import { titleOf } from '../inbox/titleOf.ts'
import { Button } from '../ui/Button.tsx'
import { toast } from '../ui/toast.ts'

/** Shows a toast for a failed upload whose room is no longer open. The file stays in its room. */
export function useUploadErrorToasts(): void {
  const { inbox } = useInboxStore()
  const navigate = useNavigate()
  useEffect(() => {
    const shown = new Set<() => void>()
    const stop = onBackgroundFailure((roomId, { id, file, fault }) => {
      const room = inbox.state.rooms.find(({ room_id }) => room_id === roomId)
      const why = describeError(fault, t)
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
