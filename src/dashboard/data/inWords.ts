import { RestError } from '../../client/rest.ts'
import type { Translate } from '../i18n/i18n.tsx'

/** What went wrong, and that nothing is lost by it; never a bare code. */
export function inWords(error: unknown, t: Translate): string {
  if (!(error instanceof RestError)) return t('error.offline')
  switch (error.code) {
    case 'rate_limited':
      return t('error.rate_limited')
    case 'forbidden':
      return t('error.forbidden')
    case 'not_found':
      return t('error.not_found')
    case 'internal':
    case 'unavailable':
      return t('error.server', { status: error.status })
    default:
      return error.message
  }
}
