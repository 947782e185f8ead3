import { items, type Json, phone, record } from './read.ts'

/**
 * The customer's own number, taken from the answer to our `request_contact_info`. It is as reliable as `from`
 * (facts sheet, section 5). A card of another origin, or several numbers, prove nothing.
 */
export function readSharedPhone(message: Json): string | null {
  if (message.type !== 'contacts') return null
  const own = items(message.contacts).map(record)
  if (!own.every((card) => card?.origin === 'contact_request')) return null
  const phones = own.flatMap((card) =>
    items(card?.phones).map((item) => phone(record(item)?.wa_id)),
  )
  const distinct = new Set(phones.filter((waId) => waId !== null))
  return distinct.size === 1 ? ([...distinct][0] ?? null) : null
}
