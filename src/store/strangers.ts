import type { Identity } from '../domain/identity.ts'
import type { KnownRoom } from '../domain/knownRoom.ts'

/**
 * A sender who was not looked up. `contactId` and `roomId` are the ids that contact and room get if the customer turns
 * out to be new.
 */
export type Stranger = {
  contactId: string
  roomId: string
  channelId: string
  /** All ids to look for. `asserted` of them came with the webhook; the rest are other spellings of the phone. */
  ids: readonly Identity[]
  asserted: number
  profileName: string | null
  username: string | null
}

/** The strangers' ids that the call found in the database. */
export type Hits = {
  /** Positions, from 1, among all ids of all strangers. The other lists say whose they are, in the same order. */
  hits: number[] | null
  hit_contacts: string[] | null
  hit_rooms: string[] | null
  hit_versions: number[] | null
}

/** One row per id of each stranger, as columns; a column without any value is null. */
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

/** The rooms of strangers whom the database knew, by their planned `roomId`. */
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
