/** What became of one HTTP request to the Graph API. */
export type GraphAnswer =
  | { kind: 'answered'; status: number; body: unknown }
  /** No connection was made: Meta has seen nothing of it. */
  | { kind: 'unmade'; reason: string }
  /** Cut off, timed out or unreadable after it began: Meta may have done what it asked, or not. */
  | { kind: 'cut'; reason: string }

/** A page of 100 templates is some hundred kilobytes. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024

/** Codes of failures that can only come before the first byte of a request: name, connection, certificate. */
const BEFORE_THE_REQUEST =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|\w*CERT\w*|UNABLE_TO_\w+)$/

/**
 * One request, read whole. Never throws, and follows no redirect: it would carry the token elsewhere.
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

/** @throws Error when it is longer than anything that Meta answers */
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
