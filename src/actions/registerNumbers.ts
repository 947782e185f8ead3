import {
  type ChannelSeen,
  lockRoomsOfChannel,
  registerChannels,
  showNumber,
} from '../store/channels.ts'
import { readRoomFacts } from '../store/rooms.ts'
import { type ActionContext, transact } from './context.ts'
import { roomUpdated } from './roomUpdated.ts'

/** Most rooms that are told of a number's new display number. More would hold up the log; they show it after a reload. */
const MOST_TOLD = 2000

/**
 * Registers business numbers as signed webhooks name them. If one was known without its display number, because it had
 * only sent so far, or with another, emits a `room_updated` for each of its rooms.
 * @returns channel ids by `phone_number_id`
 */
export async function registerNumbers(
  ctx: ActionContext,
  seen: readonly ChannelSeen[],
): Promise<Map<string, string>> {
  const known = await registerChannels(ctx.sql, seen)
  const told = new Map(seen.map((number) => [number.phoneNumberId, number.displayPhoneNumber]))
  for (const { id, phoneNumberId, displayPhoneNumber } of known) {
    const shown = told.get(phoneNumberId)
    if (shown && shown !== displayPhoneNumber) await tellRooms(ctx, id, shown)
  }
  return new Map(known.map(({ id, phoneNumberId }) => [phoneNumberId, id]))
}

function tellRooms(ctx: ActionContext, id: string, shown: string): Promise<void> {
  return transact(ctx, async (tx, emit) => {
    // Rooms before the channel, as everywhere; then those that were made in between.
    await lockRoomsOfChannel(tx, id, MOST_TOLD + 1)
    if (!(await showNumber(tx, id, shown))) return
    const roomIds = await lockRoomsOfChannel(tx, id, MOST_TOLD + 1)
    if (roomIds.length > MOST_TOLD) return
    for (const room of await readRoomFacts(tx, roomIds)) emit(roomUpdated(room))
  })
}
