import type { Template } from '../../protocol/template.ts'

/** Ids are unique within an account. */
export const templateKey = ({ waba_id, id }: Template): string => `${waba_id} ${id}`

/** The names that several templates have, and whether those belong to several accounts. */
export function sharedNames(templates: readonly Template[]): Map<string, { accounts: boolean }> {
  const found = new Map<string, { accounts: boolean }>()
  const first = new Map<string, Template>()
  for (const one of templates) {
    const other = first.get(one.name)
    if (!other) first.set(one.name, one)
    else {
      const accounts = found.get(one.name)?.accounts || one.waba_id !== other.waba_id
      found.set(one.name, { accounts })
    }
  }
  return found
}

/** A language by its name in another language: `en_US` is American English. The code, if it has no name. */
export function languageName(code: string, within: string): string {
  try {
    const names = new Intl.DisplayNames(within, { type: 'language' })
    return names.of(code.replaceAll('_', '-')) ?? code
  } catch {
    // Not a code that the browser can read.
    return code
  }
}
