import { Fragment, type ReactNode, useSyncExternalStore } from 'react'
import { persistentStorage } from '../data/browserStorage.ts'
import { loadModule } from '../data/loadModule.ts'
import { type English, en, type Key } from './en.ts'
import { fill, type Text, type Wanted } from './text.ts'

export type Language = 'en' | 'id'
type Values<K extends Key, V> = Record<Wanted<English[K]>, V>
type Rest<K extends Key, V> = [Wanted<English[K]>] extends [never] ? [] : [Values<K, V>]

export type Translate = {
  <K extends Key>(key: K, ...values: Rest<K, string | number>): string
  /** The same, for placeholders filled with elements, such as a bold name. */
  rich: <K extends Key>(key: K, ...values: Rest<K, ReactNode>) => ReactNode
}

/** Grows when pages load their own texts. */
const english: Partial<Record<Key, Text>> = { ...en }
const STORAGE_KEY = 'ruang.language'
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

/** For use outside of components, such as in notifications. */
export const t = ((...args: Parameters<Translate>) => translate(...args)) as Translate

/** Only for `lazyTexts.ts`. */
export function addEnglish(more: Partial<Record<Key, Text>>): void {
  Object.assign(english, more)
}

/** Switches the language. Languages other than English are loaded on demand. */
export async function setLanguage(next: Language, keep = true): Promise<void> {
  wanted = next
  const strings = next === 'en' ? english : (await loadModule(() => import('./id.ts'))).id
  // The user may have chosen another language while this one was loading.
  if (wanted !== next) return
  language = next
  translate = translator(next, strings)
  document.documentElement.lang = next
  if (keep) persistentStorage.write(STORAGE_KEY, next)
  for (const listener of listeners) listener()
}

/** The language chosen earlier, or else the browser's. */
export function firstLanguage(): Language {
  const kept = persistentStorage.read(STORAGE_KEY)
  if (kept === 'en' || kept === 'id') return kept
  return navigator.language.toLowerCase().startsWith('id') ? 'id' : 'en'
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export const useT = (): Translate => useSyncExternalStore(subscribe, () => translate)
export const useLanguage = (): Language => useSyncExternalStore(subscribe, currentLanguage)
