import { randomBytes } from 'node:crypto'

export const PHONE_NUMBER_ID = '106540352242922'
export const newPhone = () => `62${String(Math.floor(Math.random() * 1e11)).padStart(11, '0')}`
export const newWamid = () => `wamid.${randomBytes(16).toString('hex')}`

type Value = Record<string, unknown>

/** One webhook with a change for each `value`. */
export const webhook = (...values: Value[]) => ({
  object: 'whatsapp_business_account',
  entry: values.map((value) => ({
    id: '102290129340398',
    changes: [{ field: 'messages', value }],
  })),
})

const metadata = { display_phone_number: '15550783881', phone_number_id: PHONE_NUMBER_ID }
export const seconds = (ms = Date.now()) => String(Math.floor(ms / 1000))

export function textMessage(
  from: string,
  body: string,
  { wamid = newWamid(), name = 'Ana', at = Date.now() } = {},
): Value {
  return {
    messaging_product: 'whatsapp',
    metadata,
    contacts: [{ profile: { name }, wa_id: from }],
    messages: [{ from, id: wamid, timestamp: seconds(at), type: 'text', text: { body } }],
  }
}

export const statuses = (
  ...list: { id: string; status: string; at?: number; errors?: unknown[] }[]
): Value => ({
  messaging_product: 'whatsapp',
  metadata,
  statuses: list.map(({ at, ...status }) => ({
    timestamp: seconds(at),
    recipient_id: '16505551234',
    ...status,
  })),
})
