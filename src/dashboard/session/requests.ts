import { answerOf } from '../../client/rest.ts'
import type { Session } from '../../protocol/auth.ts'

/**
 * Other tabs wait for this request, so it has to end. Short enough that, if only the answer was lost, the retry still
 * comes within the 20 s in which a used refresh token is accepted.
 */
const ANSWER_MS = 10_000

/** A request about the sign-in itself. Not through the typed API, which would try to renew the tokens for it. */
const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_MS),
  })

type Refreshed = { status: number; json: () => Promise<{ success: true; data: Session }> }

/** Gets new tokens for a sign-in. @throws RestError `unauthenticated`; another error when the server is out of reach */
export async function refresh(refreshToken: string): Promise<Session> {
  const asked = post('/auth/refresh', { refresh_token: refreshToken }) as Promise<Refreshed>
  return (await answerOf(asked)).data
}

/**
 * Ends a sign-in that is no longer used here. Best effort: a failure is ignored. Always with its own tokens: the refresh token
 * does where the access token has expired, so none has to be renewed first.
 */
export async function abandon(token: string, refreshToken: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` }
  await post('/auth/logout', { refresh_token: refreshToken }, headers).catch(() => {})
}
