import { describe, expect, test } from 'bun:test'
import { signBody, verifySignature } from '../../../src/whatsapp/signature.ts'

const SECRET = 'test_app_secret'
const bytes = (text: string) => new TextEncoder().encode(text)

// Facts sheet, section 1.
const VECTORS: [string, string, string][] = [
  [
    'an empty batch',
    '{"object":"whatsapp_business_account","entry":[]}',
    'dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756',
  ],
  [
    'a body escaped to ASCII',
    '{"body":"caf\\u00e9 \\ud83d\\ude00"}',
    '05b080f16848b898fa7e58d595e6a86d720657b43413cdbd970b3d9c706919ce',
  ],
  [
    'the same body in UTF-8',
    '{"body":"café 😀"}',
    'ba7f50386e648b04f98cf2df487ffa26821de5dcbc72a8b6e04554bb52954d82',
  ],
]

describe('a signature', () => {
  test.each(VECTORS)('of %s is what Meta computes', (_, body, hex) => {
    expect(signBody(bytes(body), SECRET)).toBe(`sha256=${hex}`)
    expect(verifySignature(bytes(body), `sha256=${hex}`, [SECRET])).toBe(true)
  })

  test('is good under any of the secrets, so that a secret can be rotated', () => {
    const body = bytes('{}')
    const header = signBody(body, 'old secret')
    expect(verifySignature(body, header, ['new secret', 'old secret'])).toBe(true)
    expect(verifySignature(body, header, ['new secret'])).toBe(false)
  })

  test('is good for its own bytes only', () => {
    const header = signBody(bytes('{"a":1}'), SECRET)
    expect(verifySignature(bytes('{"a": 1}'), header, [SECRET])).toBe(false)
    expect(verifySignature(new Uint8Array(), header, [SECRET])).toBe(false)
  })

  const hex = 'a'.repeat(64)
  test('is refused when there is none', () => {
    expect(verifySignature(bytes('{}'), undefined, [SECRET])).toBe(false)
  })

  test.each([
    '',
    hex,
    `sha1=${hex}`,
    'sha256=',
    `sha256=${hex.slice(1)}`,
    `sha256=${hex}a`,
    `sha256=${hex}\n`,
    ` sha256=${hex}`,
    `sha256=${'g'.repeat(64)}`,
    `sha256=${hex}, sha256=${hex}`,
  ])('of the shape %j is refused', (header) => {
    expect(verifySignature(bytes('{}'), header, [SECRET])).toBe(false)
  })

  test('is never good without a secret, or with an empty one', () => {
    const body = bytes('{}')
    expect(verifySignature(body, signBody(body, SECRET), [])).toBe(false)
    expect(verifySignature(body, signBody(body, ''), [''])).toBe(false)
  })
})
