import type { KnownRoom } from '../domain/ensureRoom.ts'
import type { Identity } from '../domain/identity.ts'

/**
 * A sender whom the server does not remember. `contactId` and `roomId` are what its customer and its room become if both
 * are new.
 */
export type Stranger = {
  contactId: string
  roomId: string
  channelId: string
  /** All that could find it, and how many of these it was told with: the rest are other spellings. */
  ids: readonly Identity[]
  asserted: number
  profileName: string | null
  username: string | null
}

/** What the call found of them. */
export type Hits = {
  /** Of the ids of strangers, from 1: those that somebody has, and whose they are. */
  hits: number[] | null
  hit_contacts: string[] | null
  hit_rooms: string[] | null
  hit_versions: number[] | null
}

/** All that could find the strangers, and of each id what its stranger came with; null if there are none. */
export function columnsOf(strangers: readonly Stranger[], placeOf: ReadonlyMap<string, number>) {
  const column = <T>(value: (stranger: Stranger, n: number) => T) => {
    const values = strangers.flatMap((one) => one.ids.map((_, n) => value(one, n)))
    return values.some((one) => one !== null) ? values : null
  }
  return {
    kinds: column(({ ids }, n) => ids[n]!.kind),
    values: column(({ ids }, n) => ids[n]!.value),
    places: column(({ roomId }) => placeOf.get(roomId)!),
    channels: column(({ channelId }) => channelId),
    asserted: column(({ asserted }) => asserted),
    profiles: column(({ profileName }) => profileName),
    usernames: column(({ username }) => username),
  }
}

/** The rooms of strangers who are known after all, by the `roomId` that each had been given. */
export function metIn(
  { hits, hit_contacts, hit_rooms, hit_versions }: Hits,
  strangers: readonly Stranger[],
): ReadonlyMap<string, KnownRoom> {
  const met = new Map<string, KnownRoom>()
  const askedBy = hits && strangers.flatMap((stranger) => stranger.ids.map(() => stranger))
  hits?.forEach((hit, n) => {
    const { roomId, channelId } = askedBy![hit - 1]!
    const [id, contactId, version] = [hit_rooms![n]!, hit_contacts![n]!, hit_versions![n]!]
    met.set(roomId, { id, contactId, channelId, version })
  })
  return met
}
