import { RestError } from '../../client/rest.ts'
import { describeError } from '../data/describeError.ts'
import type { Translate } from '../i18n/i18n.tsx'

/** Why signing in failed, in words. */
export function describeSignInError(error: unknown, t: Translate): string {
  if (error instanceof RestError) {
    if (error.code === 'unauthenticated') return t('signin.wrong')
    if (error.code === 'rate_limited') {
      const { retry_after } = (error.details ?? {}) as { retry_after?: number }
      return t('signin.limited', { n: retry_after ?? 60 })
    }
  }
  return describeError(error, t)
}
