import RefreshCw from 'lucide-react/icons/refresh-cw'
import { useEffect, useState } from 'react'
import { useDesk } from '../data/desk.tsx'
import { useT } from '../i18n/i18n.tsx'
import { Banner } from '../ui/Banner.tsx'
import { useConnection } from './useConnection.ts'

/** A connection that comes back sooner is nobody's concern. */
const SHOWN_AFTER_MS = 2000
/** Oftener than each second: none is skipped, and the last is not late. */
const LOOKED_EVERY_MS = 250

/** Says that the connection is lost, as long as it is. */
export function ConnectionBanner() {
  const t = useT()
  const { inbox } = useDesk()
  const { state, since, nextTry } = useConnection()
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
      {t('shell.lost')} {/* Read out once, and not again with every second. */}
      <span aria-live="off" className="tabular-nums">
        {nextTry === null ? t('shell.trying') : <Countdown until={nextTry} />}
      </span>
    </Banner>
  )
}

function Countdown({ until }: { until: number }) {
  const t = useT()
  const [left, setLeft] = useState(() => until - Date.now())
  useEffect(() => {
    const look = () => setLeft(until - Date.now())
    look()
    const timer = setInterval(look, LOOKED_EVERY_MS)
    return () => clearInterval(timer)
  }, [until])
  return t('shell.retryIn', { seconds: Math.max(1, Math.ceil(left / 1000)) })
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
