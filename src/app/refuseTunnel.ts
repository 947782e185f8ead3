import { HTTP_STATUS } from '../protocol/errors.ts'

/**
 * SECURITY: whatever the answer to a CONNECT, Bun takes all later bytes of its connection for a tunnel's and answers none of
 * them. A proxy would go on using the connection, and others' requests would get no answer there: it must be closed.
 */
export function refuseTunnel(): Response {
  return Response.json(
    { success: false, error: { code: 'invalid_request', message: 'This server is no proxy.' } },
    { status: HTTP_STATUS.invalid_request, headers: { Connection: 'close' } },
  )
}
