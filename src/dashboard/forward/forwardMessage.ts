import { answerOf, mayRecover } from '../../client/rest.ts'
import type { Forwarded } from '../../protocol/sending.ts'
import { newId } from '../data/newId.ts'
import { onUserChange } from '../session/onUserChange.ts'
import { api } from '../session/session.ts'

/** The server's limit for the rooms of one request. */
export const MOST_ROOMS = 100
/** A request without an answer for this long is given up. */
const ANSWER_MS = 20_000

/** Forwards without an answer, by message: their `client_message_id`, and the rooms. */
const unanswered = new Map<string, { id: string; rooms: Set<string> }>()
// The next user's forward is another one: with the same id the server would take it for a repetition, or refuse it.
onUserChange(() => unanswered.clear())

/**
 * Forwards a message to rooms. Without an answer, the next try has the same id, even from a dialog that was opened again,
 * so that no room gets it twice.
 * @throws RestError if no room got it; another error if no answer came
 */
export async function forwardMessage(
  messageId: string,
  roomIds: readonly string[],
): Promise<Forwarded[]> {
  const { id, rooms } = unanswered.get(messageId) ?? { id: newId(), rooms: new Set<string>() }
  const firstTried = new Set(roomIds.filter((roomId) => !rooms.has(roomId)))
  unanswered.set(messageId, { id, rooms: new Set([...rooms, ...roomIds]) })
  const json = { message_id: messageId, room_ids: [...roomIds], client_message_id: id }
  const init = { signal: AbortSignal.timeout(ANSWER_MS) }
  try {
    const { data } = await answerOf(api.messages.forward.$post({ json }, { init }))
    answered(messageId, roomIds)
    return data
  } catch (error) {
    // A refusal of a later try says nothing about the first one.
    if (!mayRecover(error)) answered(messageId, [...firstTried])
    throw error
  }
}

function answered(messageId: string, roomIds: readonly string[]): void {
  const rooms = unanswered.get(messageId)?.rooms
  for (const roomId of roomIds) rooms?.delete(roomId)
  if (rooms?.size === 0) unanswered.delete(messageId)
}
