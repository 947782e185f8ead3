import type { Context } from 'hono'
import { isFresh } from './byteRanges.ts'

/**
 * Serves a text that is generated once, at the first request, and answers 304 to clients that have it. SECURITY: anybody may
 * request it as often as they like, so that must cost little.
 */
export function cachedText(type: string, make: () => string | Promise<string>) {
  let made: Promise<{ body: Uint8Array<ArrayBuffer>; etag: string }> | undefined
  const prepare = async () => {
    const body = new TextEncoder().encode(await make())
    const hash = new Bun.CryptoHasher('sha256').update(body).digest('hex')
    return { body, etag: `"${hash.slice(0, 32)}"` }
  }
  return async (c: Context) => {
    made ??= prepare().catch((error) => {
      made = undefined
      throw error
    })
    const { body, etag } = await made
    const headers = { 'Content-Type': type, 'Cache-Control': 'no-cache', ETag: etag }
    return isFresh(c.req.raw.headers, etag)
      ? c.body(null, 304, headers)
      : c.body(body, 200, headers)
  }
}
