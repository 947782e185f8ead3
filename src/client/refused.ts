/** An ack with `status: 0`. */
export class Refused extends Error {
  readonly code: string
  readonly details: unknown
  constructor(code: string, message: string, details?: unknown) {
    super(message)
    this.name = 'Refused'
    this.code = code
    this.details = details
  }
}

/** Error codes that may pass by themselves. A missing answer is worth a retry, too. */
const TEMPORARY: readonly string[] = ['rate_limited', 'internal', 'unavailable']
export const isTemporary = (error: unknown): boolean =>
  !(error instanceof Refused) || TEMPORARY.includes(error.code)
