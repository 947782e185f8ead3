import type { InboundChannel } from '../inbound.ts'
import { id, type Json, record } from './read.ts'
import { type Contacts, readContacts } from './sender.ts'

/** What all items of one change share. */
export type Scope = {
  wabaId: string | null
  /** Null if the value does not name one of our numbers. */
  channel: InboundChannel | null
  contacts: Contacts
  now: number
}

export function readScope(value: Json | null, wabaId: string | null, now: number): Scope {
  const metadata = record(value?.metadata)
  const phoneNumberId = id(metadata?.phone_number_id)
  return {
    wabaId,
    channel: phoneNumberId
      ? { phoneNumberId, displayPhoneNumber: id(metadata?.display_phone_number), wabaId }
      : null,
    contacts: readContacts(value?.contacts),
    now,
  }
}
