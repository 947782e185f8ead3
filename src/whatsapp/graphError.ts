import { explainError } from './errorCodes.ts'
import { filled, record } from './parse/read.ts'

/** An error as the Graph API returns it; `title` and `details` are Meta's own texts. */
export type GraphError = {
  code: number
  title: string | null
  details: string | null
  httpStatus: number
}

/** Code 100 is an invalid parameter. With subcode 33, the object in the URL does not exist or is not ours. */
const PARAMETER = 100
const NO_SUCH_OBJECT = 33

/** The error in an answer's body, or null if it has none: then the outcome of the request is unknown. */
export function readGraphError(body: unknown, httpStatus: number): GraphError | null {
  const error = record(record(body)?.error)
  const code = codeOf(error?.code)
  if (error === null || code === null) return null
  const isOfObject = code === PARAMETER && codeOf(error.error_subcode) === NO_SUCH_OBJECT
  return {
    code: isOfObject ? NO_SUCH_OBJECT : code,
    title: filled(error.error_user_title) ?? filled(error.message),
    details: filled(record(error.error_data)?.details) ?? filled(error.error_user_msg),
    httpStatus,
  }
}

/** Accepts a number or a string of digits. Anything else is null, not 0: code 0 would mean a refused token. */
function codeOf(raw: unknown): number | null {
  const code = typeof raw === 'string' && /^\d+$/.test(raw) ? Number(raw) : raw
  return Number.isSafeInteger(code) ? (code as number) : null
}

/** Whether the same request may succeed later without anybody fixing something. */
export function isRetryable(error: GraphError): boolean {
  const { class: kind } = explainError(error)
  return kind === 'retry' || kind === 'few_tries'
}
