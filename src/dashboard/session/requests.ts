import { answerOf } from '../../client/rest.ts'
import type { Session } from '../../protocol/auth.ts'

/**
 * After so long without an answer it is as good as none: all tabs wait for it. Short enough that the next try still
 * comes within the 20 s in which a used refresh token works, should only the answer have been lost.
 */
const ANSWER_MS = 10_000

/** What is asked about a sign-in itself: past the typed API, which would have its tokens renewed for it. */
const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_MS),
  })

type Refreshed = { status: number; json: () => Promise<{ success: true; data: Session }> }

/** The next tokens of a sign-in. @throws RestError `unauthenticated`; and when the server is out of reach */
export async function refresh(refreshToken: string): Promise<Session> {
  const asked = post('/auth/refresh', { refresh_token: refreshToken }) as Promise<Refreshed>
  return (await answerOf(asked)).data
}

/** Ends a sign-in that nobody here goes on with, as well as can be. */
export async function abandon({ token }: Session): Promise<void> {
  await post('/auth/logout', {}, { authorization: `Bearer ${token}` }).catch(() => {})
}
