import RefreshCw from 'lucide-react/icons/refresh-cw'
import { useEffect, useState } from 'react'
import { useInboxStore } from '../data/inboxStore.tsx'
import { useT } from '../i18n/i18n.tsx'
import { Banner } from '../ui/Banner.tsx'
import { useConnection } from './useConnection.ts'

/** Short interruptions are not shown. */
const SHOWN_AFTER_MS = 2000
/** More often than once a second, so that no second is skipped and the last one is not late. */
const LOOKED_EVERY_MS = 250

/** Shown while the connection is lost, or may be. */
export function ConnectionBanner() {
  const t = useT()
  const { inbox } = useInboxStore()
  const { state, since, nextTry } = useConnection()
  const uncertain = state !== 'live' && state !== 'ended'
  const shown = useDelayedFlag(uncertain, since + SHOWN_AFTER_MS)
  if (!shown) return null
  return (
    <Banner
      icon={<RefreshCw size={16} aria-hidden="true" className="animate-turn shrink-0" />}
      action={
        <button
          type="button"
          className="underline underline-offset-2 thumb:-my-2 thumb:min-h-11 thumb:px-2"
          onClick={() => inbox.connection.tryNow()}
        >
          {t('shell.tryNow')}
        </button>
      }
    >
      {state === 'checking' ? (
        t('shell.checking')
      ) : (
        <>
          {t('shell.lost')} {/* A screen reader announces the text once, not every second. */}
          <span aria-live="off" className="tabular-nums">
            {nextTry === null ? t('shell.trying') : <Countdown until={nextTry} />}
          </span>
        </>
      )}
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

/** True once `condition` has held until `time`. */
function useDelayedFlag(condition: boolean, time: number): boolean {
  const [passed, setPassed] = useState(false)
  useEffect(() => {
    setPassed(false)
    if (!condition) return
    const timer = setTimeout(() => setPassed(true), time - Date.now())
    return () => clearTimeout(timer)
  }, [condition, time])
  return condition && passed
}
