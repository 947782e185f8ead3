import type { Language } from '../i18n/i18n.tsx'

/** Each language is named in itself, since its readers may know no other. */
export const LANGUAGES: readonly { value: Language; label: string }[] = [
  { value: 'id', label: 'Bahasa Indonesia' },
  { value: 'en', label: 'English' },
]
