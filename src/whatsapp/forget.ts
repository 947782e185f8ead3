const GONE = Symbol('gone')

/**
 * Removes a customer from a raw webhook: every list item (a message, a status, a contact) that contains one of the
 * customer's ids is dropped whole.
 * @param ids phones and user ids, as Meta writes them
 * @returns the remaining body, or null if nothing of substance remains
 */
export function forgetCustomer(body: Uint8Array, ids: readonly string[]): Uint8Array | null {
  let payload: unknown
  try {
    payload = JSON.parse(new TextDecoder().decode(body))
  } catch {
    return null
  }
  const left = without(payload, new Set(ids))
  if (left === GONE || !saysAnything(left)) return null
  return new TextEncoder().encode(JSON.stringify(left))
}

function without(value: unknown, ids: ReadonlySet<string>): unknown {
  if (Array.isArray(value))
    return value.map((item) => without(item, ids)).filter((item) => item !== GONE)
  if (typeof value !== 'object' || value === null) return names(value, ids) ? GONE : value
  const entries = Object.entries(value).map(([key, item]) => [key, without(item, ids)] as const)
  return entries.some(([, item]) => item === GONE) ? GONE : Object.fromEntries(entries)
}

const names = (value: unknown, ids: ReadonlySet<string>) =>
  (typeof value === 'string' || typeof value === 'number') &&
  ids.has(String(value).replace(/^\+/, ''))

/** Whether any list but `contacts` has items left: `contacts` only accompanies other items. */
function saysAnything(value: unknown, within = ''): boolean {
  if (Array.isArray(value)) {
    return ['entry', 'changes'].includes(within)
      ? value.some((item) => saysAnything(item))
      : within !== 'contacts' && value.length > 0
  }
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, item]) => saysAnything(item, key))
}
