import type { KnownRoom } from '../domain/knownRoom.ts'
import { evictOldest } from '../limits/evictOldest.ts'
import type { Sender } from '../whatsapp/inbound.ts'

/**
 * What the server remembers about a sender. The database checks it at each use (`identity_version`). `passing`: valid for
 * one group only, then looked up again.
 */
export type Entry = { contactId: string; room: KnownRoom | null; passing?: boolean }

export type Names = { profileName: string | null; username: string | null }

/** The key of a sender on one channel, made of the ids as they came: the same ids again mean the same customer. */
export const senderKey = (channelId: string, { waId, bsuid, parentBsuid }: Sender) =>
  `${channelId}|${waId ?? ''}|${bsuid ?? ''}|${parentBsuid ?? ''}`

export type Directory = ReturnType<typeof createDirectory>

/** A cache of resolved senders; the oldest are dropped first. */
export function createDirectory(limit = 100_000) {
  const entries = new Map<string, Entry>()
  /** By contact id: a customer has one name, whichever ids a webhook uses. */
  const names = new Map<string, Names>()
  const keep = <T>(map: Map<string, T>, key: string, value: T) => {
    map.set(key, value)
    evictOldest(map, limit)
  }
  return {
    get: (key: string) => entries.get(key),
    set: (key: string, entry: Entry) => keep(entries, key, entry),
    namesOf: (contactId: string) => names.get(contactId),
    setNames: (contactId: string, known: Names) => keep(names, contactId, known),
    forget(key: string) {
      const entry = entries.get(key)
      if (entry) names.delete(entry.contactId)
      entries.delete(key)
    },
  }
}
