import type { Key } from './en.ts'
import { alerts } from './id/alerts.ts'
import { composer } from './id/composer.ts'
import { connection } from './id/connection.ts'
import { details } from './id/details.ts'
import { first } from './id/first.ts'
import { inbox } from './id/inbox.ts'
import { keys } from './id/keys.ts'
import { leads } from './id/leads.ts'
import { manage } from './id/manage.ts'
import { refusals } from './id/refusals.ts'
import { settings } from './id/settings.ts'
import { shell } from './id/shell.ts'
import { signin } from './id/signin.ts'
import { stats } from './id/stats.ts'
import { thread } from './id/thread.ts'
import { time } from './id/time.ts'
import { ui } from './id/ui.ts'
import type { Text } from './text.ts'

export const id: Record<Key, Text> = {
  ...ui,
  ...refusals,
  ...time,
  ...shell,
  ...alerts,
  ...signin,
  ...composer,
  ...details,
  ...inbox,
  ...thread,
  ...stats,
  ...manage,
  ...connection,
  ...leads,
  ...first,
  ...keys,
  ...settings,
}
