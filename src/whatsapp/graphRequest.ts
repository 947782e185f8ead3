/** What became of one HTTP request to the Graph API. */
export type GraphAnswer =
  | { kind: 'answered'; status: number; body: unknown }
  /** No connection was made: Meta never saw the request. */
  | { kind: 'unmade'; reason: string }
  /** Cut off, timed out or unreadable after it was sent: Meta may or may not have acted on it. */
  | { kind: 'cut'; reason: string }

/** Far above the largest known answer: a page of 100 templates has some hundred kilobytes. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024

/** Error codes that occur only before the first byte is sent: DNS, connection, certificate. */
const BEFORE_THE_REQUEST =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|\w*CERT\w*|UNABLE_TO_\w+)$/

/**
 * Sends one request and reads its whole answer. Never throws. Follows no redirect, which could send the token elsewhere.
 * @param timeoutMs from the start to the last byte of the answer
 */
export async function graphRequest(
  url: string,
  { timeoutMs, signal, ...init }: RequestInit & { timeoutMs: number },
): Promise<GraphAnswer> {
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const answer = await fetch(url, {
      ...init,
      redirect: 'manual',
      signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
    })
    return read(answer.status, await boundedText(answer))
  } catch (error) {
    const { code, name } = error as { code?: unknown; name?: unknown }
    const reason = String(typeof code === 'string' ? code : name)
    return { kind: BEFORE_THE_REQUEST.test(reason) ? 'unmade' : 'cut', reason }
  }
}

/** @throws DOMException if the body is over `MAX_ANSWER_BYTES` */
async function boundedText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.byteLength
    if (size > MAX_ANSWER_BYTES) throw new DOMException('too long an answer', 'DataError')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function read(status: number, text: string): GraphAnswer {
  try {
    return { kind: 'answered', status, body: JSON.parse(text) }
  } catch {
    return { kind: 'cut', reason: `an answer (${status}) that is not JSON` }
  }
}
