import { AppError } from '../protocol/errors.ts'
import { readRoomPlaces } from '../store/rooms.ts'
import { type ActionContext, RetryDecision, transact } from './context.ts'
import { lockStaff } from './lockStaff.ts'
import { mergeWithin } from './mergeContacts.ts'
import { noRoomFor } from './noRoom.ts'

/**
 * Merges two rooms that a colleague recognised as one customer's: merges their contacts, and their rooms on this number and
 * on every other number where both had one.
 * @returns the surviving room: the older one
 * @throws AppError not_found, forbidden (no longer staff), unprocessable (rooms on different numbers can't be merged)
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
      throw new AppError('unprocessable', "Rooms on different numbers can't be merged.", details)
    }
    await mergeWithin(tx, emit, ctx, { contactIds: [one.contactId, other.contactId], by })
    await lockStaff(tx, by)
    const left = await readRoomPlaces(tx, ids)
    // The rooms got other contacts while this waited for the contacts' locks.
    if (left.length !== 1) throw new RetryDecision()
    return left[0]!.id
  })
}
