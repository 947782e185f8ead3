import { HTTP_STATUS } from '../protocol/errors.ts'

/** Stands in for the host that a caller did not name. */
const NO_NAME = 'http://localhost'

/**
 * A request with a URL that can be parsed. Bun builds the URL from the Host header: where that is missing or is no host, the
 * URL is a bare path, and with an impossible port or escape it is none at all.
 * @returns the request itself; a copy with a host, if the caller named none, as health checks by HTTP/1.0 do (Bun knows no
 *   caller's address for a copy); or null, if what the caller named is no host
 */
export function withHost(request: Request): Request | null {
  const { url } = request
  if (URL.canParse(url)) return request
  return request.headers.get('host') ? null : new Request(NO_NAME + url, request)
}

/** RFC 9112, section 3.2: a server must answer 400 to a Host header that is none. */
export function refuseHost(): Response {
  return Response.json(
    { success: false, error: { code: 'invalid_request', message: 'The Host header is no host.' } },
    { status: HTTP_STATUS.invalid_request },
  )
}
