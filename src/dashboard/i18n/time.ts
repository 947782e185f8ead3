import { currentLanguage, type Language, t } from './i18n.tsx'

const DAY_MS = 86_400_000

/** One formatter per language, since creating one is slow. */
function formatter(options: Intl.DateTimeFormatOptions) {
  const made = new Map<Language, Intl.DateTimeFormat>()
  return (time: number | Date) => {
    const language = currentLanguage()
    let format = made.get(language)
    if (!format) {
      format = new Intl.DateTimeFormat(language === 'id' ? 'id-ID' : 'en-GB', options)
      made.set(language, format)
    }
    return format.format(time)
  }
}

const weekday = formatter({ weekday: 'long' })
const dayMonth = formatter({ day: 'numeric', month: 'short' })
const weekdayDayMonth = formatter({ weekday: 'long', day: 'numeric', month: 'short' })
const dayMonthYear = formatter({ day: 'numeric', month: 'short', year: 'numeric' })
const whole = formatter({
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})

const two = (n: number) => String(n).padStart(2, '0')

/** 24 hours, with a colon: `09:20`. */
export function clock(time: string | number): string {
  const date = new Date(time)
  return `${two(date.getHours())}:${two(date.getMinutes())}`
}

/** The number of the day in the local calendar: equal for two times on the same day. */
export function dayOf(time: string | number): number {
  const date = new Date(time)
  return Math.floor((date.getTime() - date.getTimezoneOffset() * 60_000) / DAY_MS)
}

/** `Today`, `Yesterday`, `Monday, 11 May`, or with its year. */
export function dayName(time: string | number, now: number): string {
  const ago = dayOf(now) - dayOf(time)
  if (ago === 0) return t('time.today')
  if (ago === 1) return t('time.yesterday')
  const date = new Date(time)
  return date.getFullYear() === new Date(now).getFullYear()
    ? weekdayDayMonth(date)
    : dayMonthYear(date)
}

/** A short form for lists: `09:20`, `Yesterday`, `Monday`, `11 May`. */
export function shortTime(time: string, now: number): string {
  const ago = dayOf(now) - dayOf(time)
  if (ago <= 0) return clock(time)
  if (ago === 1) return t('time.yesterday')
  const date = new Date(time)
  if (ago < 7) return weekday(date)
  return date.getFullYear() === new Date(now).getFullYear() ? dayMonth(date) : dayMonthYear(date)
}

/** `Today, 09:06`. */
export const dayAndTime = (time: string, now: number): string =>
  `${dayName(time, now)}, ${clock(time)}`

/** The full date and time, shown on hover. */
export const wholeTime = (time: string): string => `${whole(new Date(time))}, ${clock(time)}`

/** `23 h`, `42 m`: the larger unit only. */
export function roughly(ms: number): string {
  const minutes = Math.max(0, Math.ceil(ms / 60_000))
  return minutes >= 60
    ? t('time.hours', { h: Math.floor(minutes / 60) })
    : t('time.minutes', { m: minutes })
}

/** `5 h 12 m`. */
export function formatDuration(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000))
  const h = Math.floor(minutes / 60)
  const m = minutes % 60
  if (h === 0) return t('time.minutes', { m })
  return m === 0 ? t('time.hours', { h }) : t('time.hoursMinutes', { h, m })
}

/** The length of a voice note, such as `0:42`. */
export function playTime(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  return `${Math.floor(whole / 60)}:${two(whole % 60)}`
}
