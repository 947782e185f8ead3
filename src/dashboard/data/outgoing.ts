import { useMemo, useSyncExternalStore } from 'react'
import { createOutgoing, type Outgoing, SendRefused } from '../../client/outgoing.ts'
import { answerOf, isStoredAlready, mergedInto, RestError, reasonOf } from '../../client/rest.ts'
import { onUser, userIdNow } from '../session/onUser.ts'
import { api } from '../session/session.ts'
import { ownEntries } from './ownEntries.ts'

const listeners = new Set<() => void>()

const told = () => {
  for (const listener of listeners) listener()
}

/** What one user has on its way, kept under that user's name whoever is signed in by the time it is written. */
function make(userId: string | null) {
  return createOutgoing({
    storage: ownEntries('outgoing', userId),
    changed: told,
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

/** Signed out in between is none: it is sent after the next sign-in. Nor is a room that lives on in another. */
const isRefusal = (error: RestError) =>
  error.status < 500 && ![401, 429].includes(error.status) && mergedInto(error) === null

async function post(out: Outgoing, signal: AbortSignal) {
  const { room_id, text, client_message_id, reply_to_wa_message_id } = out
  const json = { room_id, text, client_message_id, reply_to_wa_message_id }
  return (await answerOf(api.messages.send.$post({ json }, { init: { signal } }))).data
}

export let outgoing = make(userIdNow())
onUser((userId) => {
  outgoing.stop()
  outgoing = make(userId)
  outgoing.resume()
  told()
})
window.addEventListener('online', () => outgoing.resume())
outgoing.resume()

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** What is on its way to a room, oldest first. */
export function useOutgoing(roomId: string): readonly Outgoing[] {
  const all = useSyncExternalStore(subscribe, () => outgoing.all)
  return useMemo(() => all.filter(({ room_id }) => room_id === roomId), [all, roomId])
}
