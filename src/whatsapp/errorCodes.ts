import { ADVICE, type ErrorClass, TABLE } from './errorTable.ts'

export type Explanation = { class: ErrorClass; title: string; advice: string }

/** Codes 200 to 299 all mean a missing permission, as 10 does. */
const PERMISSIONS = { from: 200, to: 299, like: 10 }

const KNOWN = new Map<number, Explanation>(
  (Object.keys(TABLE) as ErrorClass[]).flatMap((kind) =>
    Object.entries(TABLE[kind]).map(([code, [title, advice = ADVICE[kind]]]) => [
      Number(code),
      { class: kind, title, advice },
    ]),
  ),
)

/**
 * Explains a Graph API error in English: its class, a title for people, and advice. Clients translate by `code`.
 * The code decides. Meta's HTTP statuses are unreliable (facts sheet, section 7 and "Uncertain" 14), so they count only
 * when the code is unknown.
 */
export function explainError(error: {
  code: number
  httpStatus?: number | undefined
  title?: string | null
  details?: string | null
}): Explanation {
  const { code } = error
  const known = KNOWN.get(
    code >= PERMISSIONS.from && code <= PERMISSIONS.to ? PERMISSIONS.like : code,
  )
  if (known) return known
  const kind = classOfStatus(error.httpStatus)
  return { class: kind, title: error.title || UNKNOWN_TITLE, advice: ADVICE[kind] }
}

const UNKNOWN_TITLE = 'WhatsApp refused this message without a reason that is known here.'

function classOfStatus(status: number | undefined): ErrorClass {
  if (status === undefined) return 'message'
  if (status >= 500 || status === 408 || status === 429) return 'retry'
  return status === 401 ? 'channel_broken' : 'message'
}
