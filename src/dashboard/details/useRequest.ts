import { useState } from 'react'
import { describeError } from '../data/describeError.ts'
import { useT } from '../i18n/i18n.tsx'
import { toast } from '../ui/toast.ts'

/** Runs a request that changes a room. The room's event shows the result; a failure shows a toast. */
export function useRequest(): [
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
      toast({ tone: 'bad', title: t('details.notDone'), text: describeError(error, t) })
      return false
    } finally {
      setBusy(false)
    }
  }
  return [busy, tryTo]
}
