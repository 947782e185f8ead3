import { useLanguage } from '../i18n/i18n.tsx'

/** A moment in full, in the reader's own time. */
export function useTime(): (at: string) => string {
  const format = new Intl.DateTimeFormat(useLanguage(), {
    dateStyle: 'medium',
    timeStyle: 'medium',
    hour12: false,
  })
  return (at) => format.format(new Date(at))
}
