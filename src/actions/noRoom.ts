import { AppError } from '../protocol/errors.ts'

/** What is not there, or not for the caller; a room that lives on in another tells in which. */
export function noRoom(mergedInto: string | null = null): AppError {
  return mergedInto === null
    ? new AppError('not_found', 'There is no such room.')
    : new AppError('not_found', 'This room was merged into another.', { merged_into: mergedInto })
}
