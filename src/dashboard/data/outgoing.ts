import { useMemo, useSyncExternalStore } from 'react'
import { createOutgoing, type Outgoing, SendRefused } from '../../client/outgoing.ts'
import { answerOf, RestError } from '../../client/rest.ts'
import { api, onSession, sessionState } from '../session/session.ts'

const listeners = new Set<() => void>()
const KEPT_AS = 'ruang.outgoing'

/** Of whoever is signed in: another user's are never sent in their name. */
const storage = {
  read: () => localStorage.getItem(nameOfMine()),
  write: (text: string) => localStorage.setItem(nameOfMine(), text),
}

function nameOfMine(): string {
  const session = sessionState()
  return `${KEPT_AS}.${session.kind === 'in' ? session.user.id : 'nobody'}`
}

const make = () =>
  createOutgoing({
    storage,
    changed: () => {
      for (const listener of listeners) listener()
    },
    async send(out) {
      try {
        return await post(out)
      } catch (error) {
        // Signed out in between is no refusal: it is sent after the next sign-in.
        if (
          error instanceof RestError &&
          error.status < 500 &&
          ![401, 429].includes(error.status)
        ) {
          const { reason = null } = (error.details ?? {}) as { reason?: string | null }
          throw new SendRefused({ code: error.code, message: error.message, reason })
        }
        throw error
      }
    },
  })

async function post({ room_id, text, client_message_id, reply_to_wa_message_id }: Outgoing) {
  const json = { room_id, text, client_message_id, reply_to_wa_message_id }
  return (await answerOf(api.messages.send.$post({ json }))).data
}

export let outgoing = make()
onSession(() => {
  outgoing = make()
  outgoing.resume()
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
