import { hc } from 'hono/client'
import type { Api } from '../http/api.ts'
import type { ErrorCode } from '../protocol/errors.ts'

export type Send = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>
export type Rest = ReturnType<typeof rest>

/** An answer `{"success":false,…}`. */
export class RestError extends Error {
  readonly status: number
  readonly code: ErrorCode
  readonly details: unknown
  constructor(status: number, error: { code: ErrorCode; message: string; details?: unknown }) {
    super(error.message)
    this.name = 'RestError'
    this.status = status
    this.code = error.code
    this.details = error.details
  }
}

/** The `details.reason` of a refusal, which distinguishes errors of the same code; null if there is none. */
export const reasonOf = (error: unknown): string | null =>
  error instanceof RestError
    ? ((error.details as { reason?: string } | undefined)?.reason ?? null)
    : null

/**
 * Whether a send was refused because its `client_message_id` is taken. Ids are random, so this very message was stored, but
 * its answer was lost, and its room was merged since.
 */
export const isStoredAlready = (error: unknown): boolean =>
  error instanceof RestError && error.code === 'conflict' && reasonOf(error) === 'client_message_id'

/** The surviving room that a refusal names for a merged one; null for any other error. */
export function mergedInto(error: unknown): string | null {
  if (!(error instanceof RestError) || error.code !== 'not_found') return null
  return (error.details as { merged_into?: string } | undefined)?.merged_into ?? null
}

/** Whether the same request may succeed later: the server was out of reach, busy, or failed. */
export const mayRecover = (error: unknown): boolean =>
  !(error instanceof RestError) || error.status >= 500 || error.status === 429

/**
 * The REST API with the types of its own routes: `rest(…).rooms.$get({ query: { limit: '50' } })`.
 * @param token returns the access token; called for each request
 * @param send replaces `fetch`, e.g. by one that renews an expired token
 */
export function rest(url: string, token: () => string | null, send: Send = fetch) {
  return hc<Api>(url, {
    fetch: send as typeof fetch,
    headers: (): Record<string, string> => {
      const now = token()
      return now === null ? {} : { authorization: `Bearer ${now}` }
    },
  })
}

type Answer = { status: number; json: () => Promise<unknown> }
type Success<R extends Answer> = Extract<Awaited<ReturnType<R['json']>>, { success: true }>

/** The body of a successful answer: `data`, `next_cursor`, `event_id`, … @throws RestError */
export async function answerOf<R extends Answer>(request: Promise<R>): Promise<Success<R>> {
  const answer = await request
  const body = (await answer.json()) as { success: boolean; error?: unknown }
  if (body.success !== true) throw new RestError(answer.status, body.error as never)
  return body as Success<R>
}
