import { AppError } from '../protocol/errors.ts'

/** @param closedAt ISO; null if the customer never wrote */
export const windowClosed = (closedAt: string | null) =>
  new AppError(
    'unprocessable',
    'The customer service window is closed: the customer has not written in the last 24 hours. Send a template.',
    { reason: 'window_closed', closed_at: closedAt },
  )
