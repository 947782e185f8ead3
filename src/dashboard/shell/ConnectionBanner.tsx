import RefreshCw from 'lucide-react/icons/refresh-cw'
import { useEffect, useState } from 'react'
import { useDesk } from '../data/desk.tsx'
import { useT } from '../i18n/i18n.tsx'
import { Banner } from '../ui/Banner.tsx'
import { useConnection } from './useConnection.ts'

/** A connection that comes back sooner is nobody's concern. */
const SHOWN_AFTER_MS = 2000

/** Says that the connection is lost, as long as it is. */
export function ConnectionBanner() {
  const t = useT()
  const { inbox } = useDesk()
  const { state, since } = useConnection()
  const lost = state === 'reconnecting' || state === 'connecting'
  const shown = useLater(lost, since + SHOWN_AFTER_MS)
  if (!shown) return null
  return (
    <Banner
      icon={<RefreshCw size={16} aria-hidden="true" className="animate-turn shrink-0" />}
      action={
        <button
          type="button"
          className="underline underline-offset-2"
          onClick={() => inbox.connection.tryNow()}
        >
          {t('shell.tryNow')}
        </button>
      }
    >
      {t('shell.lost')}
    </Banner>
  )
}

/** True once something has been so until then. */
function useLater(so: boolean, then: number): boolean {
  const [passed, setPassed] = useState(false)
  useEffect(() => {
    setPassed(false)
    if (!so) return
    const timer = setTimeout(() => setPassed(true), then - Date.now())
    return () => clearTimeout(timer)
  }, [so, then])
  return so && passed
}
