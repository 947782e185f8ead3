import { useState } from 'react'
import { inWords } from '../data/inWords.ts'
import { useT } from '../i18n/i18n.tsx'
import { toast } from '../ui/toast.ts'

/** Does something to a room; its event shows what became of it. Says why when it could not be done. */
export function useTry(): [
  busy: boolean,
  tryTo: (act: () => Promise<unknown>) => Promise<boolean>,
] {
  const t = useT()
  const [busy, setBusy] = useState(false)
  const tryTo = async (act: () => Promise<unknown>) => {
    setBusy(true)
    try {
      await act()
      return true
    } catch (error) {
      toast({ tone: 'bad', title: t('details.notDone'), text: inWords(error, t) })
      return false
    } finally {
      setBusy(false)
    }
  }
  return [busy, tryTo]
}
