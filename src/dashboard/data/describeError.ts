import { RestError, reasonOf } from '../../client/rest.ts'
import type { ErrorCode } from '../../protocol/errors.ts'
import { refusals } from '../i18n/en/refusals.ts'
import type { Translate } from '../i18n/i18n.tsx'

/** An error answer of the server. */
export type Refusal = { code: ErrorCode; message: string; reason: string | null; status?: number }

/** Says what went wrong in the user's language, and that nothing is lost. Never a bare error code. */
export function describeError(error: unknown, t: Translate): string {
  if (!(error instanceof RestError)) return t('error.offline')
  const { code, message, status } = error
  return describeRefusal({ code, message, reason: reasonOf(error), status }, t)
}

/**
 * Why the server refused, in the page's language. Reasons without a translation show the server's own English message.
 */
export function describeRefusal(
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
