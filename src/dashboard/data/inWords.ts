import { RestError, reasonOf } from '../../client/rest.ts'
import type { ErrorCode } from '../../protocol/errors.ts'
import { refusals } from '../i18n/en/refusals.ts'
import type { Translate } from '../i18n/i18n.tsx'

/** What the server answered instead of doing it. */
export type Refusal = { code: ErrorCode; message: string; reason: string | null; status?: number }

/** What went wrong, and that nothing is lost by it; never a bare code. */
export function inWords(error: unknown, t: Translate): string {
  if (!(error instanceof RestError)) return t('error.offline')
  const { code, message, status } = error
  return refusalInWords({ code, message, reason: reasonOf(error), status }, t)
}

/** Why the server refused, in the page's language; in English the server's own words serve where no others are known. */
export function refusalInWords(
  { code, message, reason, status = 500 }: Refusal,
  t: Translate,
): string {
  const known = `refused.${reason}`
  if (isKnown(known)) return t(known, { message })
  switch (code) {
    case 'rate_limited':
      return t('error.rate_limited')
    case 'forbidden':
      return t('error.forbidden')
    case 'not_found':
      return t('error.not_found')
    case 'internal':
    case 'unavailable':
      return t('error.server', { status })
  }
  const plain = `refused.${code}`
  return isKnown(plain) ? t(plain, { message }) : message
}

const isKnown = (key: string): key is keyof typeof refusals => Object.hasOwn(refusals, key)
