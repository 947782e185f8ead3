import { answerOf } from '../../../client/rest.ts'
import { call } from '../../session/session.ts'

type Link = { success: true; data: { url: string; expires_at: string } }

/** A link to a message's file that an `<img>` can follow. */
export async function mediaLink(messageId: string): Promise<string> {
  const asked = call(`/media/${messageId}/link`, { method: 'POST' })
  const { data } = await answerOf(asked as Promise<{ status: number; json: () => Promise<Link> }>)
  return data.url
}
