import { AppError } from '../protocol/errors.ts'

/** What is not there, or not for the caller. */
export const noMessage = () => new AppError('not_found', 'There is no such message.')
