import type { KnownRoom } from '../domain/knownRoom.ts'
import type { Decided } from './decideGroup.ts'
import type { Directory } from './directory.ts'

/**
 * Puts the senders of a committed group into the directory.
 * @param met rooms of strangers whom the database knew, by the room id planned in `input`
 */
export function learn(
  directory: Directory,
  { input, learned, strangers }: Decided,
  met: ReadonlyMap<string, KnownRoom>,
): void {
  const unborn = new Set<string>()
  for (const [key, entry] of learned) {
    const stranger = strangers.get(key)
    const room = stranger && met.get(stranger.roomId)
    if (!room) {
      directory.set(key, entry)
      continue
    }
    unborn.add(stranger.contactId)
    directory.set(key, { contactId: room.contactId, room })
    const names = directory.namesOf(room.contactId)
    directory.setNames(room.contactId, {
      profileName: stranger.profileName ?? names?.profileName ?? null,
      username: stranger.username ?? names?.username ?? null,
    })
  }
  for (const { id, profile_name, username } of input.newcomers.contacts)
    if (!unborn.has(id)) directory.setNames(id, { profileName: profile_name, username })
}
