import { alerts } from './en/alerts.ts'
import { composer } from './en/composer.ts'
import { details } from './en/details.ts'
import { inbox } from './en/inbox.ts'
import { refusals } from './en/refusals.ts'
import { shell } from './en/shell.ts'
import { signin } from './en/signin.ts'
import { thread } from './en/thread.ts'
import { time } from './en/time.ts'
import { ui } from './en/ui.ts'
import type { lazyTexts } from './lazyTexts.ts'
import type { Wanted } from './text.ts'

/** The English texts that the first load needs. Pages that few users open load theirs with `lazyTexts.ts`. */
export const en = {
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
} as const

/** The type of all texts. The compiler checks that every other language has the same keys. */
export type English = typeof en & typeof lazyTexts
export type Key = keyof English
/** Keys of texts without placeholders. */
export type PlainKey = {
  [K in Key]: [Wanted<English[K]>] extends [never] ? K : never
}[Key]
