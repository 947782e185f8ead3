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
import type { late } from './late.ts'
import type { Wanted } from './text.ts'

/** English, as far as the inbox needs it at once; pages that few open bring their own with `late.ts`. */
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

/** With it what keys there are: every other language has the same, which the compiler checks. */
export type English = typeof en & typeof late
export type Key = keyof English
/** Those that want nothing filled in. */
export type PlainKey = {
  [K in Key]: [Wanted<English[K]>] extends [never] ? K : never
}[Key]
