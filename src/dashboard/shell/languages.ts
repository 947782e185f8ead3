import type { Language } from '../i18n/i18n.tsx'

/** Each by its own name: whoever looks for it may read no other. */
export const LANGUAGES: readonly { value: Language; label: string }[] = [
  { value: 'id', label: 'Bahasa Indonesia' },
  { value: 'en', label: 'English' },
]
