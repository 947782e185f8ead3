import type { Ids } from '../../domain/identity.ts'
import { cutText, isBlank } from '../../domain/text.ts'
import type { Sender } from '../inbound.ts'
import { filled, id, items, phone, record } from './read.ts'

const MAX_NAME = 512

/** `contacts[]` of one value, by id. Its order is not that of the messages, so a contact is found only by id. */
export type Contacts = {
  byWaId: ReadonlyMap<string, Sender>
  byBsuid: ReadonlyMap<string, Sender>
}

/** Lists that are read once: a webhook of many updates is parsed in slices, each with all its contacts. */
const longLists = new WeakMap<readonly unknown[], Contacts>()
const LONG = 100

export function readContacts(value: unknown): Contacts {
  const list = items(value)
  if (list.length < LONG) return readList(list)
  const contacts = longLists.get(list) ?? readList(list)
  longLists.set(list, contacts)
  return contacts
}

function readList(list: readonly unknown[]): Contacts {
  const byWaId = new Map<string, Sender>()
  const byBsuid = new Map<string, Sender>()
  for (const item of list) {
    const contact = readContact(item)
    if (contact.waId !== null) byWaId.set(contact.waId, contact)
    if (contact.bsuid !== null) byBsuid.set(contact.bsuid, contact)
  }
  return { byWaId, byBsuid }
}

/**
 * The customer with these ids. Missing ids and names come from the contact that shares one id and contradicts none
 * (facts sheet, section 5: either id may be missing). Null if there is no id at all.
 */
export function findSender(ids: Ids, contacts: Contacts): Sender | null {
  const contact = findContact(ids, contacts)
  const waId = ids.waId ?? contact?.waId ?? null
  const bsuid = ids.bsuid ?? contact?.bsuid ?? null
  const parentBsuid = ids.parentBsuid ?? contact?.parentBsuid ?? null
  if (waId === null && bsuid === null && parentBsuid === null) return null
  return {
    waId,
    bsuid,
    parentBsuid,
    profileName: contact?.profileName ?? null,
    username: contact?.username ?? null,
  }
}

function findContact(ids: Ids, contacts: Contacts): Sender | undefined {
  const byBsuid = ids.bsuid === null ? undefined : contacts.byBsuid.get(ids.bsuid)
  if (byBsuid !== undefined && agree(byBsuid.waId, ids.waId)) return byBsuid
  const byWaId = ids.waId === null ? undefined : contacts.byWaId.get(ids.waId)
  return byWaId !== undefined && agree(byWaId.bsuid, ids.bsuid) ? byWaId : undefined
}

function agree(a: string | null, b: string | null): boolean {
  return a === null || b === null || a === b
}

function readContact(item: unknown): Sender {
  const contact = record(item)
  const profile = record(contact?.profile)
  const username = filled(profile?.username)
  return {
    waId: phone(contact?.wa_id),
    bsuid: id(contact?.user_id),
    parentBsuid: id(contact?.parent_user_id),
    profileName: name(filled(profile?.name)),
    username: name(filled(username?.startsWith('@') ? username.slice(1) : username)),
  }
}

function name(value: string | null): string | null {
  return value === null || isBlank(value) ? null : cutText(value, MAX_NAME)
}
