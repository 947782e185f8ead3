import { randomBytes } from 'node:crypto'
import { explainError } from '../../whatsapp/errorCodes.ts'

/** Meta's titles for error codes; other codes take ours. */
const TITLES: Record<number, string> = {
  1: 'API Unknown',
  2: 'API Service',
  4: 'API Too Many Calls',
  100: 'Invalid parameter',
  190: 'Access token has expired',
  80007: 'Rate limit issues',
  130429: 'Rate limit hit',
  130472: 'User’s number is part of an experiment',
  131000: 'Something went wrong',
  131005: 'Access denied',
  131008: 'Required parameter is missing',
  131009: 'Parameter value is not valid',
  131016: 'Service unavailable',
  131021: 'Recipient cannot be sender',
  131026: 'Message undeliverable',
  131030: 'Recipient phone number not in allowed list',
  131031: 'Business Account locked',
  131042: 'Business eligibility payment issue',
  131047: 'Re-engagement message',
  131048: 'Spam rate limit hit',
  131049: 'This message was not delivered to maintain healthy ecosystem engagement.',
  131050: 'User has stopped marketing messages',
  131051: 'Unsupported message type',
  131053: 'Media upload error',
  131056: '(Business Account, Consumer Account) pair rate limit hit',
  131057: 'Account in maintenance mode',
  131062: 'Business-scoped user ID recipients are not supported for this message',
  132000: 'Number of parameters does not match the expected number of params',
  132001: 'Template name does not exist in the translation',
  132005: 'Template hydrated text too long',
  132012: 'Parameter format does not match format in the created template',
  132015: 'Template is paused',
  132016: 'Template is disabled',
}

/** HTTP statuses of error codes, where Meta does not answer 400. */
const STATUSES: readonly [codes: readonly number[], status: number][] = [
  [[0, 190], 401],
  [[10, 368, 130497, 131005, 131031], 403],
  [[1, 3, 131000, 131016, 131057], 500],
  [[2, 133004], 503],
]

export const titleOf = (code: number) => TITLES[code] ?? explainError({ code }).title

/** An error in the Graph API's format (facts sheet, section 7). */
export class GraphRefusal extends Error {
  readonly code: number
  readonly details: string | undefined
  readonly subcode: number | undefined
  constructor(
    code: number,
    { message, details, subcode }: { message?: string; details?: string; subcode?: number } = {},
  ) {
    super(message ?? titleOf(code))
    this.name = 'GraphRefusal'
    this.code = code
    this.details = details
    this.subcode = subcode
  }

  get status(): number {
    if (this.code >= 200 && this.code <= 299) return 403
    return STATUSES.find(([codes]) => codes.includes(this.code))?.[1] ?? 400
  }

  toJSON() {
    return {
      error: {
        message: `(#${this.code}) ${this.message}`,
        type: 'OAuthException',
        code: this.code,
        ...(this.details !== undefined && {
          error_data: { messaging_product: 'whatsapp', details: this.details },
        }),
        ...(this.subcode !== undefined && { error_subcode: this.subcode }),
        fbtrace_id: `A${randomBytes(11).toString('base64url')}`,
      },
    }
  }
}

/** The error as a `failed` status contains it. */
export function failureInStatus(code: number, details?: string) {
  const title = titleOf(code)
  return {
    code,
    title,
    message: title,
    error_data: { details: details ?? explainError({ code }).title },
    href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
  }
}

/** Meta's error for an object that does not exist or is not ours. */
export const noSuchObject = (id: string) =>
  new GraphRefusal(100, {
    message: `Unsupported request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.`,
    subcode: 33,
  })
