import { Fragment, type ReactNode, useSyncExternalStore } from 'react'
import { arriving } from '../data/arriving.ts'
import { keptHere } from '../data/browserStorage.ts'
import { type English, en, type Key } from './en.ts'
import { fill, type Text, type Wanted } from './text.ts'

export type Language = 'en' | 'id'
type Values<K extends Key, V> = Record<Wanted<English[K]>, V>
type Rest<K extends Key, V> = [Wanted<English[K]>] extends [never] ? [] : [Values<K, V>]

export type Translate = {
  <K extends Key>(key: K, ...values: Rest<K, string | number>): string
  /** The same with elements in it, such as names in bold. */
  rich: <K extends Key>(key: K, ...values: Rest<K, ReactNode>) => ReactNode
}

/** Grows as pages bring theirs. */
const english: Partial<Record<Key, Text>> = { ...en }
const KEPT_AS = 'ruang.language'
const listeners = new Set<() => void>()
let language: Language = 'en'
let wanted: Language = 'en'
let translate = translator('en', english)

function translator(language: Language, strings: Partial<Record<Key, Text>>): Translate {
  const plural = new Intl.PluralRules(language)
  const parts = (key: Key, values: object = {}) =>
    fill(strings[key] ?? english[key] ?? key, values as Record<string, unknown>, plural)
  const text = (key: Key, values?: object) => parts(key, values).join('')
  const rich = (key: Key, values?: object) =>
    parts(key, values).map((part, i) => <Fragment key={String(i)}>{part}</Fragment>)
  return Object.assign(text, { rich }) as Translate
}

export const currentLanguage = () => language

/** Strings outside of components, such as in notifications. */
export const t = ((...args: Parameters<Translate>) => translate(...args)) as Translate

/** For `late.ts`. */
export function addEnglish(more: Partial<Record<Key, Text>>): void {
  Object.assign(english, more)
}

/** Switches the interface; other languages than English come when they are wanted. */
export async function setLanguage(next: Language, keep = true): Promise<void> {
  wanted = next
  const strings = next === 'en' ? english : (await arriving(() => import('./id.ts'))).id
  // Meanwhile another one may have been chosen.
  if (wanted !== next) return
  language = next
  translate = translator(next, strings)
  document.documentElement.lang = next
  if (keep) keptHere.write(KEPT_AS, next)
  for (const listener of listeners) listener()
}

/** The language chosen before, or else the browser's. */
export function firstLanguage(): Language {
  const kept = keptHere.read(KEPT_AS)
  if (kept === 'en' || kept === 'id') return kept
  return navigator.language.toLowerCase().startsWith('id') ? 'id' : 'en'
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export const useT = (): Translate => useSyncExternalStore(subscribe, () => translate)
export const useLanguage = (): Language => useSyncExternalStore(subscribe, currentLanguage)
