import type { KnownRoom } from '../domain/ensureRoom.ts'
import { forgetOldest } from '../forgetOldest.ts'
import type { Sender } from '../whatsapp/inbound.ts'

/**
 * What the server remembers of a sender. The database checks it (`identity_version`) each time it is used. `passing`: it
 * holds for this group alone.
 */
export type Entry = { contactId: string; room: KnownRoom | null; passing?: boolean }

export type Names = { profileName: string | null; username: string | null }

/** A sender as asserted, on one channel: the same assertion again means the same customer. */
export const senderKey = (channelId: string, { waId, bsuid, parentBsuid }: Sender) =>
  `${channelId}|${waId ?? ''}|${bsuid ?? ''}|${parentBsuid ?? ''}`

export type Directory = ReturnType<typeof createDirectory>

/** Senders resolved before, the oldest forgotten first. */
export function createDirectory(limit = 100_000) {
  const entries = new Map<string, Entry>()
  /** By contact: a customer has one name, however it is asserted. */
  const names = new Map<string, Names>()
  const keep = <T>(map: Map<string, T>, key: string, value: T) => {
    map.set(key, value)
    forgetOldest(map, limit)
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
