import type { Translate } from './i18n.tsx'

/** Seconds as people say them: `41 s`, `2 m 41 s`, `5 h 12 m`, `3 d 4 h`. */
export function formatSeconds(seconds: number, t: Translate): string {
  const whole = Math.max(0, Math.round(seconds))
  const parts: [number, string][] = [
    [Math.floor(whole / 86_400), t('amount.days')],
    [Math.floor(whole / 3600) % 24, t('amount.hours')],
    [Math.floor(whole / 60) % 60, t('amount.minutes')],
    [whole % 60, t('amount.seconds')],
  ]
  const first = parts.findIndex(([n]) => n > 0)
  if (first === -1) return `0 ${t('amount.seconds')}`
  return parts
    .slice(first, first + 2)
    .filter(([n], place) => place === 0 || n > 0)
    .map(([n, unit]) => `${n} ${unit}`)
    .join(' ')
}
