import { timingSafeEqual } from 'node:crypto'

const SHAPE = /^sha256=[0-9a-fA-F]{64}$/

/**
 * Whether `X-Hub-Signature-256` is the HMAC-SHA256 of the raw body under one of the app secrets
 * (facts sheet, section 1). There may be several: for several apps, or during a rotation.
 *
 * `rawBody` must be the bytes as received: parsing and serializing JSON again changes the signature. An empty secret
 * never matches, since anybody could sign with it.
 */
export function verifySignature(
  rawBody: Uint8Array,
  header: string | undefined,
  secrets: readonly string[],
): boolean {
  if (header === undefined || !SHAPE.test(header)) return false
  const given = Buffer.from(header.slice('sha256='.length), 'hex')
  return secrets.some((secret) => secret !== '' && timingSafeEqual(given, hmac(rawBody, secret)))
}

/** The header value that Meta would send with this body (facts sheet, section 1). */
export function signBody(rawBody: Uint8Array, secret: string): string {
  return `sha256=${hmac(rawBody, secret).toString('hex')}`
}

function hmac(rawBody: Uint8Array, secret: string): Buffer {
  return new Bun.CryptoHasher('sha256', secret).update(rawBody).digest()
}
