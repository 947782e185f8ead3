import type { Tx } from '../store/database.ts'
import { linkLeads, shareLeads } from '../store/leads.ts'
import { lockContacts } from '../store/lockContacts.ts'
import type { RoomMerge } from '../store/mergeRooms.ts'
import { readRoomFacts } from '../store/rooms.ts'
import type { Emit } from './context.ts'
import { roomAudience } from './roomAudience.ts'
import { changedRooms, roomUpdated } from './roomUpdated.ts'

/**
 * [I23] The frame of every change of contacts: locks contacts and rooms, runs `work`, then emits an event for each room
 * that looks different afterwards.
 * @param work gets the contacts that exist, writes, and returns the rooms it merged
 * @returns those merges
 */
export async function changeContacts(
  tx: Tx,
  emit: Emit,
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
      ...roomAudience(room),
      data: { from_room_id: from },
      facts: { room },
    })
  }
  const told = new Set(merges.map(({ into }) => into))
  for (const room of changedRooms(before, after)) if (!told.has(room.id)) emit(roomUpdated(room))
  return merges
}
