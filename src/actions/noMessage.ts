import { AppError } from '../protocol/errors.ts'

/** The message does not exist, or the caller may not see it. */
export const noMessage = () => new AppError('not_found', 'There is no such message.')
