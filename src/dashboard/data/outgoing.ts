import { useMemo, useSyncExternalStore } from 'react'
import { createOutgoing, type Outgoing, SendRefused } from '../../client/outgoing.ts'
import { answerOf, isStoredAlready, mergedInto, RestError, reasonOf } from '../../client/rest.ts'
import { currentUserId, onUserChange } from '../session/onUserChange.ts'
import { api } from '../session/session.ts'
import { userStorage } from './userStorage.ts'

const listeners = new Set<() => void>()

const notify = () => {
  for (const listener of listeners) listener()
}

/**
 * The unsent texts of one user. They are stored under that user's name, even if somebody else has signed in meanwhile.
 */
function make(userId: string | null) {
  return createOutgoing({
    storage: userStorage('outgoing', userId),
    changed: notify,
    async send(out, signal) {
      try {
        return await post(out, signal)
      } catch (error) {
        if (!(error instanceof RestError) || !isRefusal(error)) throw error
        if (isStoredAlready(error)) return null
        const { code, message } = error
        throw new SendRefused({ code, message, reason: reasonOf(error) })
      }
    },
  })
}

/** A 401 is no refusal: the text is sent after the next sign-in. Nor is a merged room: it is sent to the other one. */
const isRefusal = (error: RestError) =>
  error.status < 500 && ![401, 429].includes(error.status) && mergedInto(error) === null

async function post(out: Outgoing, signal: AbortSignal) {
  const { room_id, text, client_message_id, reply_to_wa_message_id } = out
  const json = { room_id, text, client_message_id, reply_to_wa_message_id }
  return (await answerOf(api.messages.send.$post({ json }, { init: { signal } }))).data
}

export let outgoing = make(currentUserId())
onUserChange((userId) => {
  outgoing.stop()
  outgoing = make(userId)
  outgoing.resume()
  notify()
})
window.addEventListener('online', () => outgoing.resume())
outgoing.resume()

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Texts that are being sent to a room, oldest first. */
export function useOutgoing(roomId: string): readonly Outgoing[] {
  const all = useSyncExternalStore(subscribe, () => outgoing.all)
  return useMemo(() => all.filter(({ room_id }) => room_id === roomId), [all, roomId])
}
