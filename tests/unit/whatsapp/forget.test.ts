import { expect, test } from 'bun:test'
import { forgetCustomer } from '../../../src/whatsapp/forget.ts'
import { newPhone, statuses, textMessage, webhook } from '../../helpers/webhooks.ts'

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
const read = (body: Uint8Array | null) => body && JSON.parse(new TextDecoder().decode(body))

test('of a webhook about two customers, one is removed completely and the other kept', () => {
  const [gone, stays] = [newPhone(), newPhone()]
  const kept = textMessage(stays, 'I stay')
  const body = bytes(webhook(textMessage(gone, 'forget me'), kept))
  const left = forgetCustomer(body, [gone])
  expect(new TextDecoder().decode(left!)).not.toContain(gone)
  expect(new TextDecoder().decode(left!)).not.toContain('forget me')
  expect(read(left).entry[1]).toEqual(webhook(textMessage(gone, ''), kept).entry[1])
})

test('of a batch in one value, only items that name the customer are removed', () => {
  const [gone, stays] = [newPhone(), newPhone()]
  const [one, other] = [textMessage(gone, 'forget me'), textMessage(stays, 'I stay')]
  const value = {
    ...one,
    contacts: [...(one.contacts as unknown[]), ...(other.contacts as unknown[])],
    messages: [...(one.messages as unknown[]), ...(other.messages as unknown[])],
  }
  const left = read(forgetCustomer(bytes(webhook(value)), [gone]))
  expect(left.entry[0].changes[0].value.messages).toEqual(other.messages)
  expect(left.entry[0].changes[0].value.contacts).toEqual(other.contacts)
})

test('a webhook about nobody else is gone as a whole, and so is what can not be read', () => {
  const gone = newPhone()
  expect(forgetCustomer(bytes(webhook(textMessage(gone, 'forget me'))), [gone])).toBeNull()
  const told = { id: 'wamid.x', status: 'sent', recipient_id: gone }
  expect(forgetCustomer(bytes(webhook(statuses(told))), [gone])).toBeNull()
  expect(forgetCustomer(new TextEncoder().encode(`{"broken ${gone}`), [gone])).toBeNull()
})

test('an id that is a part of another one is somebody else', () => {
  const phone = newPhone()
  const body = bytes(webhook(textMessage(`${phone}1`, 'I stay')))
  expect(forgetCustomer(body, [phone])).toEqual(body)
})
