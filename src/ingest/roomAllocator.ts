import { type Identity, identitiesToLookUp, identityKey } from '../domain/identity.ts'
import { type KnownRoom, roomOn } from '../domain/knownRoom.ts'
import type { GroupInput } from '../store/ingestGroup.ts'
import type { Stranger } from '../store/strangers.ts'
import type { Sender } from '../whatsapp/inbound.ts'
import type { Directory, Entry } from './directory.ts'
import type { SenderQuery } from './resolveSenders.ts'

/** The senders of a group by their keys, and the keys of those who were looked up. */
export type Senders = { asked: ReadonlyMap<string, SenderQuery>; lookedUp: ReadonlySet<string> }

/** Finds the room of each sender while a group is decided, and plans a contact and a room where they are missing. */
export function createRoomAllocator(
  directory: Directory,
  newId: () => string,
  { asked, lookedUp }: Senders,
) {
  const newcomers: GroupInput['newcomers'] = { contacts: [], identities: [], rooms: [] }
  /** Newcomers who were not looked up, by their keys. */
  const strangers = new Map<string, Stranger>()
  const learned = new Map<string, Entry>()
  /** Ids of this group's newcomers, including other spellings of their phones. */
  const taken = new Set<string>()
  /** Ids of deferred senders. Later messages with one of these ids are deferred too, which keeps their order. */
  const late = new Set<string>()
  const fresh = new Map<string, KnownRoom>()

  const addContact = (sender: Sender, findable: readonly Identity[]): string => {
    const id = newId()
    newcomers.contacts.push({
      id,
      wa_id: sender.waId,
      bsuid: sender.bsuid,
      parent_bsuid: sender.parentBsuid,
      profile_name: sender.profileName,
      username: sender.username,
    })
    for (const identity of findable) taken.add(identityKey(identity))
    for (const { kind, value } of identitiesOf(sender)) {
      newcomers.identities.push({ id: newId(), contact_id: id, kind, value })
    }
    return id
  }

  /** [R2] */
  const addCustomer = (key: string, channelId: string, sender: Sender): KnownRoom => {
    const ids = identitiesToLookUp(sender)
    const contactId = addContact(sender, ids)
    const room = addRoom(contactId, channelId)
    if (!lookedUp.has(key))
      strangers.set(key, {
        contactId,
        roomId: room.id,
        channelId,
        ids,
        asserted: identitiesOf(sender).length,
        profileName: sender.profileName,
        username: sender.username,
      })
    return room
  }

  const addRoom = (contactId: string, channelId: string): KnownRoom => {
    const room = { id: newId(), contactId, channelId, version: 0 }
    newcomers.rooms.push({ id: room.id, contact_id: contactId, channel_id: channelId })
    fresh.set(room.id, room)
    return room
  }

  /** For a customer without a room on this number: the one that this group gives them. */
  const roomOfKnown = (contactId: string, channelId: string): KnownRoom =>
    roomOn(contactId, channelId, [...fresh.values()]) ?? addRoom(contactId, channelId)

  return {
    newcomers,
    strangers: strangers as ReadonlyMap<string, Stranger>,
    learned: learned as ReadonlyMap<string, Entry>,
    isFresh: (roomId: string) => fresh.has(roomId),

    /** The sender's room. Null: it shares an id with another newcomer of the group, so it is decided after the commit. */
    roomOf(key: string): KnownRoom | null {
      const { channelId, sender } = asked.get(key)!
      const entry = learned.get(key) ?? directory.get(key)
      if (entry?.room && late.size === 0) return entry.room
      const ids = identitiesOf(sender).map(identityKey)
      const isLate = ids.some((id) => late.has(id))
      if (isLate || (!entry && ids.some((id) => taken.has(id)))) {
        for (const id of ids) late.add(id)
        return null
      }
      if (entry?.room) return entry.room
      const room = entry
        ? roomOfKnown(entry.contactId, channelId)
        : addCustomer(key, channelId, sender)
      learned.set(key, { contactId: room.contactId, room, passing: entry?.passing ?? false })
      return room
    },
  }
}

/** The ids as the webhook gave them, without other spellings of the phone. */
function identitiesOf({ waId, bsuid, parentBsuid }: Sender): Identity[] {
  const all = [
    { kind: 'wa_id' as const, value: waId },
    { kind: 'bsuid' as const, value: bsuid },
    { kind: 'parent_bsuid' as const, value: parentBsuid },
  ]
  return all.filter((identity): identity is Identity => identity.value !== null)
}
