import { answerOf } from '../../../client/rest.ts'
import { authFetch } from '../../session/session.ts'

type Link = { success: true; data: { url: string; expires_at: string } }

/** Gets a link to a message's file that works without an Authorization header, as in an `<img>`. */
export async function mediaLink(messageId: string): Promise<string> {
  const asked = authFetch(`/media/${messageId}/link`, { method: 'POST' })
  const { data } = await answerOf(asked as Promise<{ status: number; json: () => Promise<Link> }>)
  return data.url
}
