import { AppError } from '../protocol/errors.ts'
import type { Tx } from '../store/database.ts'
import { type Reader, readRoom } from '../store/rooms.ts'

/** What is not there, or not for the caller; a room that lives on in another tells in which. */
export function noRoom(mergedInto: string | null = null): AppError {
  return mergedInto === null
    ? new AppError('not_found', 'There is no such room.')
    : new AppError('not_found', 'This room was merged into another.', { merged_into: mergedInto })
}

/** As noRoom, of a room that was looked for and is not there: who sees where it lives on is told. */
export async function noRoomFor(tx: Tx, reader: Reader, roomId: string): Promise<AppError> {
  return noRoom((await readRoom(tx, reader, roomId)).mergedInto)
}
