import { useNow } from '../data/useNow.ts'
import { useLanguage } from '../i18n/i18n.tsx'
import { dayName } from '../i18n/time.ts'

/** The separator where a new day begins. */
export function DayLine({ at }: { at: string }) {
  const now = useNow()
  useLanguage()
  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr cannot name the day
    <div
      role="separator"
      className="flex w-full items-center gap-3 pt-3 pb-2 text-11 font-semibold text-text-3 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line"
    >
      <span>{dayName(at, now)}</span>
    </div>
  )
}
