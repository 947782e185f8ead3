import { AppError } from '../protocol/errors.ts'
import type { Tx } from '../store/database.ts'
import { type Reader, readRoom } from '../store/rooms.ts'

/** The room does not exist, or the caller may not see it. `mergedInto` names the room that took it over. */
export function noRoom(mergedInto: string | null = null): AppError {
  return mergedInto === null
    ? new AppError('not_found', 'There is no such room.')
    : new AppError('not_found', 'This room was merged into another.', { merged_into: mergedInto })
}

/** As noRoom, for a room that was not found: names the surviving room if it was merged and the reader may see that one. */
export async function noRoomFor(tx: Tx, reader: Reader, roomId: string): Promise<AppError> {
  return noRoom((await readRoom(tx, reader, roomId)).mergedInto)
}
