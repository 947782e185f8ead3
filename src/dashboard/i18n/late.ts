import { connection } from './en/connection.ts'
import { first } from './en/first.ts'
import { keys } from './en/keys.ts'
import { leads } from './en/leads.ts'
import { manage } from './en/manage.ts'
import { settings } from './en/settings.ts'
import { stats } from './en/stats.ts'
import { addEnglish } from './i18n.tsx'

/** Strings that the inbox does without until something else is opened, which imports this. */
export const late = {
  ...connection,
  ...first,
  ...keys,
  ...leads,
  ...manage,
  ...settings,
  ...stats,
} as const

addEnglish(late)
