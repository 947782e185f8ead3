import { describeRefusal } from '../data/describeError.ts'
import type { Translate } from '../i18n/i18n.tsx'
import type { Failure } from './metadata.ts'

/** Meta's error codes that have a translated text. For others the server's text is shown. */
const KNOWN = [
  131047, 131026, 131053, 131016, 131049, 131051, 131056, 130472, 132001, 132000, 132015, 132016,
] as const

/** Not one of Meta's codes: the server could not connect to Meta at all. */
const UNREACHED = -1

const knownOf = (code: number | null) => KNOWN.find((one) => one === code)

/** Why a message was not delivered, and the error code for support. */
export function describeFailure(
  { code, title, refusal }: Failure,
  t: Translate,
): { text: string; code: string } {
  if (refusal) return { text: describeRefusal(refusal, t), code: '' }
  if (code === UNREACHED) return { text: t('failure.unreachable'), code: '' }
  const known = knownOf(code)
  return {
    text: known ? t(`failure.${known}`) : (title ?? t('failure.plain')),
    code: code === null ? '' : ` (${code})`,
  }
}

/** The same for a row of the room list, which has less space. */
export function shortFailure(
  error: { code: number; title: string | null } | null,
  t: Translate,
): string {
  if (!error) return t('row.notDelivered')
  const known = knownOf(error.code)
  if (error.code === UNREACHED) return t('row.failed', { why: t('row.why.unreachable') })
  const why = known ? t(`row.why.${known}`) : error.title
  return why ? t('row.failed', { why }) : t('row.notDelivered')
}
