import { explainError } from './errorCodes.ts'
import { filled, record } from './parse/read.ts'

/** An error as the Graph API tells it; `title` and `details` are Meta's own words. */
export type GraphError = {
  code: number
  title: string | null
  details: string | null
  httpStatus: number
}

/** The error of an answer, or null when its body tells none: then nobody knows what became of the request. */
export function readGraphError(body: unknown, httpStatus: number): GraphError | null {
  const error = record(record(body)?.error)
  const code = codeOf(error?.code)
  if (error === null || code === null) return null
  return {
    code,
    title: filled(error.error_user_title) ?? filled(error.message),
    details: filled(record(error.error_data)?.details) ?? filled(error.error_user_msg),
    httpStatus,
  }
}

/** A number, or its digits. Nothing else is taken for 0, which would mean a refused token. */
function codeOf(raw: unknown): number | null {
  const code = typeof raw === 'string' && /^\d+$/.test(raw) ? Number(raw) : raw
  return Number.isSafeInteger(code) ? (code as number) : null
}

/** Whether the same request may succeed later without anybody's doing. */
export function isRetryable(error: GraphError): boolean {
  const { class: kind } = explainError(error)
  return kind === 'retry' || kind === 'few_tries'
}
