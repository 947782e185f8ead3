import { get as getHttp, type IncomingMessage } from 'node:http'
import { get as getHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import { mayFetch, PRIVATE_ADDRESS, publicLookup } from './addresses.ts'
import { TooLarge, type WorkFile, type Workshop } from './workshop.ts'

export type Downloaded =
  | { kind: 'fetched'; file: WorkFile }
  /** Permanent: a retry would not help. */
  | { kind: 'refused'; reason: 'forbidden_address' | 'too_large' }
  /** The download URL is no longer valid; Meta's last five minutes. */
  | { kind: 'expired' }
  | { kind: 'retry'; reason: string }

const MAX_REDIRECTS = 3
/** Longest time without a byte. */
const STALLED_MS = 30_000
const TOTAL_TIMEOUT_MS = 10 * 60_000

/**
 * Downloads a file from Meta. SECURITY: the URL came from outside. Each redirect must lead to one of Meta's hosts or to the
 * configured Graph API, Meta's hosts must resolve to public addresses, and the token is sent to no other host.
 */
export async function download(
  address: string,
  deps: {
    workshop: Workshop
    token: () => string
    /** Origin of GRAPH_BASE_URL: the only one whose address may be private. */
    graphOrigin: string
    maxBytes: number
    signal?: AbortSignal
    resolve?: LookupFunction
  },
): Promise<Downloaded> {
  const { workshop, graphOrigin, maxBytes } = deps
  const timeout = AbortSignal.timeout(TOTAL_TIMEOUT_MS)
  const signal = deps.signal ? AbortSignal.any([deps.signal, timeout]) : timeout
  try {
    let url = URL.parse(address)
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      if (!url || !mayFetch(url, graphOrigin)) break
      const lookup = url.origin === graphOrigin ? undefined : publicLookup(deps.resolve)
      const response = await request(url, { token: deps.token(), lookup, signal })
      const { statusCode: status = 0, headers } = response
      if (status === 200) {
        if (Number(headers['content-length'] ?? 0) > maxBytes) throw new TooLarge(maxBytes)
        return { kind: 'fetched', file: await workshop.receive(response, { maxBytes }) }
      }
      response.destroy()
      if (status === 404 || status === 410) return { kind: 'expired' }
      if (status < 300 || status > 399) return { kind: 'retry', reason: `HTTP ${status}` }
      url = URL.parse(headers.location ?? '', url)
    }
    return { kind: 'refused', reason: 'forbidden_address' }
  } catch (error) {
    if (error instanceof TooLarge) return { kind: 'refused', reason: 'too_large' }
    const { code } = error as { code?: unknown }
    if (code === PRIVATE_ADDRESS) return { kind: 'refused', reason: 'forbidden_address' }
    return { kind: 'retry', reason: typeof code === 'string' ? code : String(error) }
  }
}

function request(
  url: URL,
  options: { token: string; lookup: LookupFunction | undefined; signal: AbortSignal },
): Promise<IncomingMessage> {
  const { token, lookup, signal } = options
  const get = url.protocol === 'https:' ? getHttps : getHttp
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${token}`, 'User-Agent': 'ruang' }
    const asked = get(url, { headers, signal, ...(lookup && { lookup }) }, resolve)
    asked.setTimeout(STALLED_MS, () => asked.destroy(new Error('stalled')))
    asked.on('error', reject)
  })
}
