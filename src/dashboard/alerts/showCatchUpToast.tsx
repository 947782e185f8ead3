import { t } from '../i18n/i18n.tsx'
import { toast } from '../ui/toast.ts'
import type { CaughtUp } from './catchUp.ts'

/** One toast for everything that was missed. */
export function showCatchUpToast({ messages, rooms }: CaughtUp, loadedAnew: boolean): void {
  const what = loadedAnew
    ? t('shell.loadedAnew')
    : messages === 0
      ? t('shell.nothingMissed')
      : t('shell.caughtUp', { n: messages, rooms: t('alerts.rooms', { n: rooms }) })
  toast({
    id: 'caught-up',
    tone: 'ok',
    title: (
      <>
        {t('shell.back')} <span className="font-normal text-text-2">{what}</span>
      </>
    ),
  })
}
