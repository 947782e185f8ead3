import { useLanguage } from '../i18n/i18n.tsx'

/** Formats a time in full, in the user's time zone. */
export function useTimeFormat(): (at: string) => string {
  const format = new Intl.DateTimeFormat(useLanguage(), {
    dateStyle: 'medium',
    timeStyle: 'medium',
    hour12: false,
  })
  return (at) => format.format(new Date(at))
}
