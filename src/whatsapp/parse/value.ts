import type { Inbound } from '../inbound.ts'
import { readMessage } from './message.ts'
import { other } from './other.ts'
import { items, type Json } from './read.ts'
import type { Scope } from './scope.ts'
import { readStatus } from './status.ts'

/** The list of messages in a value, by the field of its change. */
export const MAIN_LISTS: ReadonlyMap<string, string> = new Map([
  ['messages', 'messages'],
  ['smb_message_echoes', 'message_echoes'],
])

/** Reads every item of every list in a `messages` value (facts sheet, section 1). */
export function readMessagesValue(value: Json, scope: Scope): Inbound[] {
  return readLists(value, 'messages', (key, item) => {
    if (key === 'messages') return readMessage(item, scope, 'customer')
    if (key === 'statuses') return [readStatus(item, scope)]
    return [other(`messages.${key}`, item, scope)]
  })
}

/** Reads echoes: messages that our own people wrote in the phone app (facts sheet, section 4, `smb_message_echoes`). */
export function readEchoesValue(value: Json, scope: Scope): Inbound[] {
  return readLists(value, 'message_echoes', (key, item) =>
    key === 'message_echoes'
      ? readMessage(item, scope, 'business')
      : [other(`smb_message_echoes.${key}`, item, scope)],
  )
}

const HEADERS = new Set(['messaging_product', 'metadata', 'contacts'])
const LISTS = new Set(['statuses', 'errors', 'user_actions'])

/** What all items of a value share. */
export function headersOf(value: Json): Json {
  const headers: Json = {}
  for (const key of HEADERS) if (key in value) headers[key] = value[key]
  return headers
}

/** A value's lists: the known keys whatever their shape, and unknown keys only if they hold a list. */
export function* listsOf(value: Json, main: string): Generator<[string, readonly unknown[]]> {
  for (const key of Object.keys(value)) if (isList(value, key, main)) yield [key, items(value[key])]
}

function isList(value: Json, key: string, main: string): boolean {
  return !HEADERS.has(key) && (key === main || LISTS.has(key) || Array.isArray(value[key]))
}

function readLists(
  value: Json,
  main: string,
  read: (key: string, item: unknown) => Inbound[],
): Inbound[] {
  const found: Inbound[] = []
  for (const key of Object.keys(value)) {
    if (!isList(value, key, main)) continue
    for (const item of items(value[key])) {
      for (const inbound of read(key, item)) found.push(inbound)
    }
  }
  return found
}
