import { readdirSync, readFileSync } from 'node:fs'
import type { Inbound } from '../../../src/whatsapp/inbound.ts'
import { parseWebhook } from '../../../src/whatsapp/parse.ts'

const FIXTURES = new URL('../../fixtures/whatsapp/', import.meta.url)

/** A moment after every time in the fixtures. */
export const NOW = Date.UTC(2026, 10, 21, 12, 0, 0, 345)

export const fixtureNames = readdirSync(FIXTURES)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length))

export function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.json`, FIXTURES), 'utf8'))
}

type Of<K extends Inbound['kind']> = Inbound & { kind: K }

/** All of a webhook that is of one kind, in order. */
export function parsed<K extends Inbound['kind']>(kind: K, body: unknown): Of<K>[] {
  return parseWebhook(body, NOW).filter((inbound): inbound is Of<K> => inbound.kind === kind)
}

/** The only thing that a fixture tells. */
export function only<K extends Inbound['kind']>(kind: K, nameOrBody: string | object): Of<K> {
  const body = typeof nameOrBody === 'string' ? fixture(nameOrBody) : nameOrBody
  const all = parseWebhook(body, NOW)
  const [first] = parsed(kind, body)
  if (first === undefined || all.length !== 1) {
    throw new Error(`expected one ${kind}, got ${JSON.stringify(all)}`)
  }
  return first
}

export const METADATA = {
  display_phone_number: '15550783881',
  phone_number_id: '106540352242922',
}

export function webhook(field: unknown, value: unknown) {
  return {
    object: 'whatsapp_business_account',
    entry: [{ id: 'waba', changes: [{ field, value }] }],
  }
}

export function messagesWebhook(value: object) {
  return webhook('messages', { messaging_product: 'whatsapp', metadata: METADATA, ...value })
}

/** A webhook with one message, by default a text from Ana's phone. */
export function messageWebhook(message: object, contacts: unknown[] = []) {
  const base = { from: '16505551234', id: 'wamid.1', timestamp: '1749416383', type: 'text' }
  return messagesWebhook({ contacts, messages: [{ ...base, text: { body: 'Hi' }, ...message }] })
}

export function statusWebhook(status: object, contacts: unknown[] = []) {
  const base = { id: 'wamid.1', status: 'sent', timestamp: '1749416383' }
  return messagesWebhook({ contacts, statuses: [{ ...base, ...status }] })
}
