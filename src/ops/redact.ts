export const HIDDEN = '[redacted]'

/** Names of fields with a secret, a message text or personal data. */
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
 * The same within texts, such as error messages that quote their input. Patterns of unlimited length may only start where no
 * character of their kind precedes, so that a text is scanned once and not again from each character.
 */
const PATTERNS: [RegExp, string][] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${HIDDEN}`],
  [/(?<![\w-])eyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g, HIDDEN],
  // Meta's access tokens.
  [/\bEAA[A-Za-z0-9]{16,}/g, HIDDEN],
  [/\bsha256=[0-9a-f]{64}\b/gi, HIDDEN],
  // A wamid contains the customer's phone number.
  [/\bwamid\.[\w+/=-]+/g, HIDDEN],
  [/(?<![a-z\d+.-])([a-z\d+.-]+:\/\/)[^\s/@]+@/gi, `$1${HIDDEN}@`],
  [/([?&](?:[\w-]*token|signature|sig|code|key)=)[^&\s"']+/gi, `$1${HIDDEN}`],
  [/(?<![\w.+-])[\w.+-]+@[\w-]+(\.[\w-]+)+/g, HIDDEN],
  // Phone numbers. Digits next to a letter, a hyphen or a dot are part of an id.
  [/(?<![\w.-])\+?\d{8,15}(?![\w-]|\.\d)/g, HIDDEN],
]

const MAX_DEPTH = 6

/** A copy for the log, without secrets and personal data. */
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
