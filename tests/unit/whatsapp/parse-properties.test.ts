import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { parseWebhook } from '../../../src/whatsapp/parse.ts'
import { slicesOf } from '../../../src/whatsapp/slices.ts'
import { METADATA, NOW } from './support.ts'

// A failing run prints its seed and path; put them here to see it again.
const RUNS: fc.Parameters<unknown> = { numRuns: 2_000 }

const nastyString = fc.string({
  unit: fc.constantFrom('a', '1', ' ', '\0', '\ud800', '\udc00', '😀', 'é', '@', '+', '/', '.'),
  maxLength: 12,
})
const key = fc.oneof(
  nastyString,
  fc.constantFrom('__proto__', 'constructor', 'toString', 'id', 'type', 'body', 'length'),
)
const json: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false, '', 0, -1, 1e21, 1749416383),
    nastyString,
    fc.double(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(key, tie('value')), { maxLength: 4 })
      .map((pairs) =>
        JSON.parse(
          `{${pairs.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`).join()}}`,
        ),
      ),
  ),
})).value

const ids = fc.constantFrom('16505551234', 'US.1', 'wamid.1', 'wamid.2', '', 'x'.repeat(513), 7)
const maybe = (value: fc.Arbitrary<unknown>) => fc.oneof({ arbitrary: value, weight: 4 }, json)

/** An object of what Meta would send, where any key may be missing or hold anything. */
const loosely = (shape: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> =>
  fc.record(
    Object.fromEntries(Object.entries(shape).map(([name, value]) => [name, maybe(value)])),
    { requiredKeys: [] },
  )

const TYPES = [
  ...['text', 'image', 'video', 'audio', 'document', 'sticker', 'location', 'contacts', 'button'],
  ...['interactive', 'reaction', 'order', 'system', 'unsupported', 'edit', 'revoke', 'hologram'],
]
const PARTS = ['body', 'caption', 'filename', 'mime_type', 'url', 'name', 'title', 'text', 'emoji']
const PART_IDS = [
  ...['id', 'message_id', 'original_message_id', 'wa_id', 'new_wa_id', 'customer', 'user_id'],
  ...['previous_user_id', 'parent_user_id'],
]
const part = loosely({
  ...Object.fromEntries(PARTS.map((name) => [name, nastyString])),
  ...Object.fromEntries(PART_IDS.map((name) => [name, ids])),
  type: fc.constantFrom('user_changed_number', 'user_changed_user_id', 'button_reply', '__proto__'),
  message: loosely({ type: fc.constantFrom(...TYPES), text: loosely({ body: nastyString }) }),
})
const message = fc.constantFrom(...TYPES).chain((type) =>
  loosely({
    id: ids,
    from: ids,
    from_user_id: ids,
    to: ids,
    to_user_id: ids,
    timestamp: fc.oneof(fc.integer(), fc.integer().map(String)),
    type: fc.constant(type),
    [type]: type === 'contacts' ? fc.array(part, { maxLength: 2 }) : part,
    context: loosely({ id: ids, forwarded: fc.boolean() }),
  }),
)
const status = loosely({
  id: ids,
  status: fc.constantFrom('sent', 'delivered', 'read', 'played', 'failed', 'lost'),
  timestamp: fc.integer(),
  recipient_id: ids,
  recipient_user_id: ids,
  errors: fc.array(loosely({ code: fc.integer(), title: nastyString }), { maxLength: 2 }),
})
const several = (item: fc.Arbitrary<unknown>) => fc.array(maybe(item), { maxLength: 3 })
const value = fc.record(
  {
    metadata: fc.oneof({ arbitrary: fc.constant(METADATA), weight: 8 }, json),
    contacts: several(
      loosely({ wa_id: ids, user_id: ids, profile: loosely({ name: nastyString }) }),
    ),
    messages: several(message),
    message_echoes: several(message),
    statuses: several(status),
    errors: several(json),
    user_actions: several(json),
  },
  { requiredKeys: ['metadata'] },
)
const change = fc.record({
  field: fc.constantFrom('messages', 'smb_message_echoes', 'user_id_update', 'flows'),
  value: maybe(value),
})
const entry = fc.record({ id: ids, changes: fc.array(maybe(change), { maxLength: 3 }) })
const body = fc.record({
  object: fc.constantFrom('whatsapp_business_account', 'whatsapp_business_account', 'page'),
  entry: fc.array(maybe(entry), { maxLength: 3 }),
})

const MAIN: Record<string, string> = { messages: 'messages', smb_message_echoes: 'message_echoes' }

/** How many things a batch tells, at least: one for each item, and for what has none. */
function countItems(raw: unknown): number {
  const { object, entry: entries } = raw as { object: string; entry: unknown[] }
  const isWhatsApp = object === 'whatsapp_business_account'
  return entries
    .flatMap(changesOf)
    .reduce((sum: number, item) => sum + countChange(item, isWhatsApp), 0)
}

function changesOf(raw: unknown): unknown[] {
  const changes = (raw as { changes?: unknown } | null)?.changes
  return Array.isArray(changes) && changes.length > 0 ? changes : [raw]
}

function countChange(raw: unknown, isWhatsApp: boolean): number {
  const item = raw as { field?: unknown; value?: Record<string, unknown> | null } | null
  const main = isWhatsApp && typeof item?.field === 'string' ? MAIN[item.field] : undefined
  if (main === undefined || typeof item?.value !== 'object' || item.value === null) return 1
  const lists = [main, 'statuses', 'errors', 'user_actions'].map((name) => item.value?.[name])
  return Math.max(
    1,
    lists.reduce((sum: number, list) => sum + (Array.isArray(list) ? list.length : 0), 0),
  )
}

/** Every string and key of what was read. */
function strings(found: unknown): string[] {
  if (typeof found === 'string') return [found]
  if (typeof found !== 'object' || found === null) return []
  return Object.entries(found).flatMap(([name, item]) => [name, ...strings(item)])
}

describe('for any JSON whatsoever', () => {
  test('parsing never throws, and returns at least one update', () => {
    fc.assert(
      fc.property(json, (anything) => {
        expect(parseWebhook(anything, NOW).length).toBeGreaterThan(0)
      }),
      RUNS,
    )
  })

  test('inside an envelope, nothing is dropped', () => {
    fc.assert(
      fc.property(body, (batch) => {
        expect(parseWebhook(batch, NOW).length).toBeGreaterThanOrEqual(countItems(batch))
      }),
      RUNS,
    )
  })

  test('in slices of any size, it says the same', () => {
    fc.assert(
      fc.property(fc.oneof(body, json), fc.integer({ min: 1, max: 5 }), (batch, most) => {
        const inSlices = [...slicesOf(batch, most)].flatMap((slice) => parseWebhook(slice, NOW))
        expect(inSlices).toEqual(parseWebhook(batch, NOW))
      }),
      RUNS,
    )
  })

  test('contacts without messages are kept in one piece', () => {
    const value = { metadata: METADATA, contacts: [{ wa_id: '1' }, { wa_id: '2' }] }
    const changes = [{ field: 'messages', value }]
    const batch = { object: 'whatsapp_business_account', entry: [{ id: '1', changes }] }
    const [slice, ...rest] = [...slicesOf(batch, 1)]
    expect(rest).toEqual([])
    expect(parseWebhook(slice, NOW)).toEqual(parseWebhook(batch, NOW))
  })

  test('every string that is kept is well-formed and without NUL', () => {
    fc.assert(
      fc.property(fc.oneof(body, json), (anything) => {
        for (const text of strings(parseWebhook(anything, NOW))) {
          expect(text.isWellFormed() && !text.includes('\0')).toBe(true)
        }
      }),
      RUNS,
    )
  })

  test('no time is after now, and every id is there', () => {
    fc.assert(
      fc.property(body, (batch) => {
        for (const inbound of parseWebhook(batch, NOW)) {
          if (inbound.kind === 'message') expect(inbound.createdAt).toBeLessThanOrEqual(NOW)
          if (inbound.kind === 'status') expect(inbound.at).toBeLessThanOrEqual(NOW)
          if (inbound.kind !== 'message' && inbound.kind !== 'edit') continue
          const { waId, bsuid, parentBsuid } = inbound.sender
          expect(inbound.wamid).not.toBe('')
          expect(waId ?? bsuid ?? parentBsuid).toBeTruthy()
        }
      }),
      RUNS,
    )
  })

  test('what was read survives JSON unchanged', () => {
    fc.assert(
      fc.property(body, (batch) => {
        const read = JSON.stringify(parseWebhook(batch, NOW))
        expect(JSON.stringify(JSON.parse(read))).toBe(read)
      }),
      RUNS,
    )
  })
})
