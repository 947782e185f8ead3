import { connection } from './en/connection.ts'
import { first } from './en/first.ts'
import { keys } from './en/keys.ts'
import { leads } from './en/leads.ts'
import { manage } from './en/manage.ts'
import { settings } from './en/settings.ts'
import { stats } from './en/stats.ts'
import { addEnglish } from './i18n.tsx'

/** English texts that the first load does without. Pages that need them import this file. */
export const lazyTexts = {
  ...connection,
  ...first,
  ...keys,
  ...leads,
  ...manage,
  ...settings,
  ...stats,
} as const

addEnglish(lazyTexts)
