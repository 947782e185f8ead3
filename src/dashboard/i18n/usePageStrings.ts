import { useMemo } from 'react'
import { type Language, useLanguage } from './i18n.tsx'
import { fill, type Text, type Wanted } from './text.ts'

type Values<T extends Text> = Record<Wanted<T>, string | number>
type Rest<T extends Text> = [Wanted<T>] extends [never] ? [] : [Values<T>]
type Strings = Record<string, Text>

/** Texts of a page that few users open. They are loaded with the page, not with the first load. */
export function usePageStrings<S extends Strings>(
  strings: { en: S } & Record<Language, Record<keyof S, Text>>,
) {
  const language = useLanguage()
  return useMemo(() => {
    const plural = new Intl.PluralRules(language)
    return <K extends keyof S>(key: K, ...values: Rest<S[K]>): string =>
      fill(strings[language][key], values[0] ?? {}, plural).join('')
  }, [strings, language])
}
