import type { EventDraft } from '../domain/event.ts'
import type { Tx } from '../store/database.ts'
import { linkLeads, shareLeads } from '../store/leads.ts'
import { lockContacts } from '../store/lockContacts.ts'
import type { RoomMerge } from '../store/mergeRooms.ts'
import { readRoomFacts } from '../store/rooms.ts'
import { concerning } from './concerning.ts'

/**
 * [I23] What every change of a contact has in common: contacts and rooms are locked, `work` writes, and each room
 * that looks different afterwards tells so.
 * @param work gets the contacts that are there, and answers which rooms it merged
 * @returns these
 */
export async function changeContacts(
  tx: Tx,
  emit: (draft: EventDraft) => void,
  contactIds: readonly string[],
  work: (locked: string[]) => Promise<readonly RoomMerge[]>,
): Promise<readonly RoomMerge[]> {
  await shareLeads(tx)
  const locked = await lockContacts(tx, contactIds)
  if (locked.contactIds.length === 0) return []
  const before = await readRoomFacts(tx, locked.roomIds)
  const merges = await work(locked.contactIds)
  await linkLeads(tx, locked.roomIds)
  const after = await readRoomFacts(tx, locked.roomIds)
  const survivors = new Map(after.map((facts) => [facts.id, facts]))
  for (const { from, into } of merges) {
    const room = survivors.get(into)!
    emit({
      kind: 'room_merged',
      ...concerning(room),
      data: { from_room_id: from },
      facts: { room },
    })
  }
  const told = new Set(merges.map(({ into }) => into))
  const looks = new Map(before.map((facts) => [facts.id, JSON.stringify(facts)]))
  for (const room of after) {
    if (told.has(room.id) || looks.get(room.id) === JSON.stringify(room)) continue
    emit({ kind: 'room_updated', ...concerning(room), data: {}, facts: { room } })
  }
  return merges
}
