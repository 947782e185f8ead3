import { AppError } from '../protocol/errors.ts'
import { readRoomPlaces } from '../store/rooms.ts'
import { type ActionContext, transact } from './context.ts'
import { holdStaff } from './holdStaff.ts'
import { mergeWithin } from './mergeContacts.ts'
import { noRoomFor } from './noRoom.ts'

/**
 * A person says that two rooms are one customer's: their contacts become one, and so do their rooms, on this number and on
 * every other where both had one.
 * @returns the room that stays: the older one
 * @throws AppError not_found, forbidden (no longer staff), unprocessable (rooms on different numbers are never one)
 */
export function mergeRooms(
  ctx: ActionContext,
  { roomId, otherId, by }: { roomId: string; otherId: string; by: string },
): Promise<string> {
  const ids = [roomId, otherId]
  return transact(ctx, async (tx, emit) => {
    const [one, other] = await readRoomPlaces(tx, ids)
    if (!one || !other) {
      const gone = ids.find((id) => id !== one?.id) ?? roomId
      throw await noRoomFor(tx, { id: by, staff: true }, gone)
    }
    if (one.channelId !== other.channelId) {
      const details = { reason: 'different_numbers' }
      throw new AppError('unprocessable', 'Rooms on different numbers stay two.', details)
    }
    await mergeWithin(tx, emit, ctx, { contactIds: [one.contactId, other.contactId], by })
    await holdStaff(tx, by)
    const left = await readRoomPlaces(tx, ids)
    // Somebody else changed whose rooms they are while their contacts were awaited.
    if (left.length !== 1) throw new RoomsMoved()
    return left[0]!.id
  })
}

/** Decided again from what is now true. */
class RoomsMoved extends Error {
  readonly code = '40001'
}
