import { RestError } from '../../client/rest.ts'
import { inWords } from '../data/inWords.ts'
import type { Translate } from '../i18n/i18n.tsx'

/** Why somebody could not sign in, in words. */
export function whyRefused(error: unknown, t: Translate): string {
  if (error instanceof RestError) {
    if (error.code === 'unauthenticated') return t('signin.wrong')
    if (error.code === 'rate_limited') {
      const { retry_after } = (error.details ?? {}) as { retry_after?: number }
      return t('signin.limited', { n: retry_after ?? 60 })
    }
  }
  return inWords(error, t)
}
