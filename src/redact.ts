export const HIDDEN = '[redacted]'

/** Fields that hold a secret, or what somebody wrote or is called by. */
export const PRIVATE = new Set([
  'token',
  'access_token',
  'refresh_token',
  'id_token',
  'password',
  'current_password',
  'new_password',
  'secret',
  'authorization',
  'cookie',
  'x-hub-signature-256',
  'signature',
  'email',
  'phone',
  'room_phone',
  'wa_id',
  'profile_name',
  'username',
  'body',
  'text',
  'content_text',
  'caption',
])

/**
 * The same inside of texts, such as the message of an error that quotes what it was given. What may be long begins where nothing of
 * its kind stands before it: a text is gone through once, not from each of its characters on.
 */
const PATTERNS: [RegExp, string][] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${HIDDEN}`],
  [/(?<![\w-])eyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g, HIDDEN],
  // Meta's access tokens.
  [/\bEAA[A-Za-z0-9]{16,}/g, HIDDEN],
  [/\bsha256=[0-9a-f]{64}\b/gi, HIDDEN],
  // A wamid holds the customer's phone.
  [/\bwamid\.[\w+/=-]+/g, HIDDEN],
  [/(?<![a-z\d+.-])([a-z\d+.-]+:\/\/)[^\s/@]+@/gi, `$1${HIDDEN}@`],
  [/([?&](?:[\w-]*token|signature|sig|code|key)=)[^&\s"']+/gi, `$1${HIDDEN}`],
  [/(?<![\w.+-])[\w.+-]+@[\w-]+(\.[\w-]+)+/g, HIDDEN],
  // Phones; digits that are part of an id stand beside a letter, a hyphen or a dot.
  [/(?<![\w.-])\+?\d{8,15}(?![\w-]|\.\d)/g, HIDDEN],
]

const MAX_DEPTH = 6

/** A copy for the log: what could name a customer or open a door is not in it. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value)
  if (value instanceof Error) {
    const { name, message, stack, code } = value as Error & { code?: unknown }
    return redact({ name, message, stack, ...(code !== undefined && { code }) }, depth)
  }
  if (typeof value !== 'object' || value === null) return value
  if (depth === MAX_DEPTH) return '[too deep]'
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1))
  if (ArrayBuffer.isView(value)) return HIDDEN
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      PRIVATE.has(key.toLowerCase()) ? HIDDEN : redact(item, depth + 1),
    ]),
  )
}

export function redactText(text: string): string {
  return PATTERNS.reduce((left, [pattern, by]) => left.replace(pattern, by), text)
}
