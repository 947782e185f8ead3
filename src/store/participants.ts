import type { Participant } from '../protocol/room.ts'
import type { Tx } from './database.ts'

/** Adds a participant to a locked room. Null if the user already was one. */
export async function addParticipant(
  tx: Tx,
  { roomId, userId, by, at }: { roomId: string; userId: string; by: string | null; at: Date },
): Promise<{ participantIds: string[] } | null> {
  const added = await tx`
    insert into room_participants (room_id, user_id, assigned_by, assigned_at)
    values (${roomId}, ${userId}, ${by}, ${at}) on conflict do nothing returning user_id`
  if (added.length === 0) return null
  const [room] = await tx<{ participant_ids: string[] }[]>`
    update rooms set participant_ids = participant_ids || ${userId}::uuid where id = ${roomId} returning participant_ids`
  return { participantIds: room!.participant_ids }
}

/** Takes a participant off a locked room. False if the user was none. */
export async function removeParticipant(tx: Tx, roomId: string, userId: string): Promise<boolean> {
  const gone = await tx`
    delete from room_participants where room_id = ${roomId} and user_id = ${userId} returning user_id`
  if (gone.length === 0) return false
  await tx`update rooms set participant_ids = array_remove(participant_ids, ${userId}::uuid) where id = ${roomId}`
  return true
}

export async function readParticipants(tx: Tx, roomId: string): Promise<Participant[]> {
  const [row] = await tx<{ participants: Participant[] }[]>`
    select facts->'participants' as participants from room_facts where id = ${roomId}`
  return row?.participants ?? []
}
