import { clsx } from 'clsx'
import Lock from 'lucide-react/icons/lock'
import { useT } from '../i18n/i18n.tsx'
import { roughly } from '../i18n/time.ts'
import { tip } from '../ui/Tooltip.tsx'
import { Ring } from './Ring.tsx'
import { windowLeft } from './windowLeft.ts'

const SOON_MS = 2 * 3_600_000

/** How much of the 24-hour window is left, as a ring and as text. */
export function WindowRing({ expiresAt, now }: { expiresAt: string | null; now: number }) {
  const t = useT()
  const left = windowLeft(expiresAt, now)
  const title = left > 0 ? t('window.open', { left: roughly(left) }) : t('window.closed')
  return (
    <span
      {...tip(title)}
      className={clsx(
        'inline-flex shrink-0 items-center gap-1 text-11 font-medium whitespace-nowrap tabular-nums',
        left <= 0 ? 'text-text-3' : left < SOON_MS ? 'text-warn' : 'text-text-2',
      )}
    >
      {left > 0 ? (
        <Ring left={left} tone={left < SOON_MS ? 'warn' : 'accent'} />
      ) : (
        <Lock size={14} aria-hidden="true" />
      )}
      {left > 0 ? roughly(left) : t('window.closedShort')}
    </span>
  )
}
