import { composeRead } from './compose.ts'
import { type GraphError, isRetryable, readGraphError } from './graphError.ts'
import { type GraphAnswer, graphRequest } from './graphRequest.ts'
import { type GraphTemplate, readTemplates } from './graphTemplates.ts'
import { multipart } from './multipart.ts'
import { filled, id, items, type Json, phone, record } from './parse/read.ts'

export type SendOutcome =
  | { kind: 'accepted'; wamid: string; waId: string | null; bsuid: string | null }
  /** Meta refused: the same request will not succeed. */
  | { kind: 'refused'; error: GraphError }
  /** Not accepted, for a temporary reason. `error` is null when no connection was made. */
  | { kind: 'retry'; error: GraphError | null }
  /** It is not known whether Meta accepted it. */
  | { kind: 'unknown'; reason: string }

type Failed = { kind: 'refused'; error: GraphError } | { kind: 'retry'; error: GraphError | null }

/** Must stay below `heldMs` of delivery/outbox.ts: a send has to end before its room stops waiting for it. */
const TIMEOUT_MS = 9_000
const UPLOAD_TIMEOUT_MS = 10 * 60_000
const SHORTEST_TOKEN = 8
const TEMPLATES_A_PAGE = 100
/** An account has at most 6,000 templates. */
const MAX_TEMPLATE_PAGES = 100

export type Graph = ReturnType<typeof createGraph>

/** A client of the Graph API (facts sheet, section 6). None of its results, errors included, contains the token. */
export function createGraph({
  baseUrl,
  version,
  token,
  timeoutMs = TIMEOUT_MS,
}: {
  /** A function if the address is known only after the server listens. */
  baseUrl: string | (() => string)
  version: string
  token: () => string
  timeoutMs?: number
}) {
  const root = () =>
    `${(typeof baseUrl === 'string' ? baseUrl : baseUrl()).replace(/\/+$/, '')}/${version}`

  function call(path: string, init: Partial<Parameters<typeof graphRequest>[1]> = {}) {
    return graphRequest(`${root()}/${path}`, {
      timeoutMs,
      ...init,
      headers: { Authorization: `Bearer ${token()}`, ...(init.headers as object) },
    })
  }

  const post = (path: string, body: object) =>
    call(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })

  /** Hides the token: Meta's error texts may quote it ("Malformed access token EAAG…"). */
  function errorOf(answer: GraphAnswer): GraphError | null {
    if (answer.kind !== 'answered') return null
    const error = readGraphError(answer.body, answer.status)
    const secret = token()
    // A shorter string is no real token, and replacing it would mangle ordinary words.
    if (error === null || secret.length < SHORTEST_TOKEN) return error
    const hide = (text: string | null) => text?.replaceAll(secret, '[token]') ?? null
    return { ...error, title: hide(error.title), details: hide(error.details) }
  }

  /** For idempotent requests: an unclear outcome counts as `retry`. */
  function failed(answer: GraphAnswer): Failed {
    const error = errorOf(answer)
    return error && !isRetryable(error) ? { kind: 'refused', error } : { kind: 'retry', error }
  }

  return {
    /** @param body see composeBody */
    async send(phoneNumberId: string, body: object): Promise<SendOutcome> {
      const answer = await post(`${segment(phoneNumberId)}/messages`, body)
      if (answer.kind === 'unmade') return { kind: 'retry', error: null }
      if (answer.kind === 'cut') return { kind: 'unknown', reason: answer.reason }
      const error = errorOf(answer)
      if (error) return { kind: isRetryable(error) ? 'retry' : 'refused', error }
      return readAccepted(answer)
    },

    /** Returns whether Meta accepted it. Read receipts are best effort, so a failure carries no reason. */
    async markRead(phoneNumberId: string, wamid: string, typing: boolean): Promise<boolean> {
      const answer = await post(`${segment(phoneNumberId)}/messages`, composeRead(wamid, typing))
      return succeeded(answer)?.success === true
    },

    /** Uploads a file; the id is valid for 30 days. May take ten minutes unless `signal` aborts it. */
    async uploadMedia(
      phoneNumberId: string,
      file: Blob,
      { mime, filename, signal }: { mime: string; filename: string; signal?: AbortSignal },
    ): Promise<{ kind: 'uploaded'; id: string } | Failed> {
      const form = multipart(
        { messaging_product: 'whatsapp', type: mime },
        { blob: file, name: filename, type: mime },
      )
      const answer = await call(`${segment(phoneNumberId)}/media`, {
        method: 'POST',
        timeoutMs: UPLOAD_TIMEOUT_MS,
        ...(signal && { signal }),
        ...form,
      })
      const mediaId = id(succeeded(answer)?.id)
      return mediaId === null ? failed(answer) : { kind: 'uploaded', id: mediaId }
    },

    /** The URL of a file. It works for five minutes, with the token. */
    async mediaInfo(mediaId: string, phoneNumberId: string): Promise<MediaInfo> {
      const query = new URLSearchParams({ phone_number_id: phoneNumberId })
      const answer = await call(`${segment(mediaId)}?${query}`)
      const info = succeeded(answer)
      const url = filled(info?.url)
      if (info && url) {
        return {
          kind: 'found',
          url,
          mime: filled(info.mime_type),
          sha256: filled(info.sha256),
          size: size(info.file_size),
        }
      }
      const error = errorOf(answer)
      if (error && NOT_THERE.includes(error.code)) return { kind: 'gone' }
      return { kind: 'retry', reason: reasonOf(answer, error) }
    },

    /** Every template of an account, page by page. */
    async templates(
      wabaId: string,
    ): Promise<{ kind: 'found'; templates: GraphTemplate[] } | Failed> {
      const templates: GraphTemplate[] = []
      let after: string | null = null
      for (let page = 0; page < MAX_TEMPLATE_PAGES; page++) {
        const query = new URLSearchParams({ limit: String(TEMPLATES_A_PAGE) })
        if (after !== null) query.set('after', after)
        const answer: GraphAnswer = await call(`${segment(wabaId)}/message_templates?${query}`)
        const list = succeeded(answer)
        if (!Array.isArray(list?.data)) return failed(answer)
        templates.push(...readTemplates(list.data))
        // Uses the cursor instead of `paging.next`: following a URL from an answer could send the token anywhere.
        const paging = record(list.paging)
        after = paging?.next === undefined ? null : filled(record(paging.cursors)?.after)
        if (after === null) break
      }
      return { kind: 'found', templates }
    },

    /** Checks whether our token may use this number. */
    async checkNumber(phoneNumberId: string): Promise<'ok' | 'refused' | 'unreachable'> {
      const answer = await call(`${segment(phoneNumberId)}?fields=id,display_phone_number`)
      if (id(succeeded(answer)?.id) !== null) return 'ok'
      return failed(answer).kind === 'refused' ? 'refused' : 'unreachable'
    },
  }
}

export type MediaInfo =
  | { kind: 'found'; url: string; mime: string | null; sha256: string | null; size: number | null }
  /** Deleted or expired at Meta: a retry is pointless. */
  | { kind: 'gone' }
  | { kind: 'retry'; reason: string }

/** Error codes for an object that does not exist or is not ours. */
const NOT_THERE = [33, 100]

const segment = encodeURIComponent

/** The body of a 2xx answer without an `error`, else null. */
function succeeded(answer: GraphAnswer): Json | null {
  if (answer.kind !== 'answered' || answer.status < 200 || answer.status > 299) return null
  const body = record(answer.body)
  return body?.error === undefined ? body : null
}

/** A reason for operators: Meta's error code, or what the network reported. */
function reasonOf(answer: GraphAnswer, error: GraphError | null): string {
  if (answer.kind !== 'answered') return answer.reason
  return error ? `Graph API error ${error.code}` : `HTTP ${answer.status}`
}

function readAccepted(answer: GraphAnswer & { kind: 'answered' }): SendOutcome {
  const body = succeeded(answer)
  const wamid = id(record(items(body?.messages)[0])?.id)
  if (wamid === null) {
    return { kind: 'unknown', reason: `an answer (${answer.status}) that names no message` }
  }
  const contact = record(items(body?.contacts)[0])
  return { kind: 'accepted', wamid, waId: phone(contact?.wa_id), bsuid: id(contact?.user_id) }
}

function size(value: unknown): number | null {
  const bytes = Number(value)
  return value !== null && Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : null
}
