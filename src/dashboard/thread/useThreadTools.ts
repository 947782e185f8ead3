import { useMemo, useRef } from 'react'
import { answerOf } from '../../client/rest.ts'
import type { Message } from '../../protocol/message.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import { setReply } from '../composer/drafts.ts'
import { useInbox, useInboxStore } from '../data/inboxStore.tsx'
import { newId } from '../data/newId.ts'
import { outgoing } from '../data/outgoing.ts'
import { showErrorToast } from '../data/showErrorToast.ts'
import { api } from '../session/session.ts'
import { useMe } from '../session/useSession.ts'
import type { ThreadTools } from './ThreadContext.tsx'

/** What the Thread component offers through its ref. */
export type ThreadHandle = {
  jumpTo: (wamid: string) => void
  enlarge: (message: Message) => void
  forward: (message: Message) => void
}

/** The actions for the lines of a conversation, bound to its room. */
export function useThreadTools(
  room: RoomSummary,
  { chooseTemplate }: Pick<ThreadTools, 'chooseTemplate'>,
): {
  tools: ThreadTools
  thread: React.RefObject<ThreadHandle | null>
} {
  const { inbox } = useInboxStore()
  const me = useMe()
  const users = useInbox((state) => state.users)
  const thread = useRef<ThreadHandle>(null)
  const choose = useRef(chooseTemplate)
  choose.current = chooseTemplate
  const tools = useMemo<ThreadTools>(
    () => ({
      room,
      myId: me.id,
      nameOf: (userId) => (userId ? (users[userId]?.name ?? null) : null),
      messageOf: (wamid) => byWamid(inbox.state.messages[room.room_id]?.items ?? []).get(wamid),
      jumpTo: (wamid) => thread.current?.jumpTo(wamid),
      enlarge: (message) => thread.current?.enlarge(message),
      reply: (message) => setReply(room.room_id, message),
      react: (message, emoji) =>
        void answerOf(
          api.messages['send-reaction'].$post({
            json: { message_id: message.id, emoji, client_message_id: newId() },
          }),
        ).catch(showErrorToast),
      forward: (message) => thread.current?.forward(message),
      retry: ({ id, metadata }) =>
        'refused' in metadata
          ? outgoing.retry(id)
          : void answerOf(api.messages[':id'].retry.$post({ param: { id } })).catch(showErrorToast),
      remove: ({ id, metadata }) =>
        'refused' in metadata
          ? outgoing.remove(id)
          : void answerOf(api.messages[':id'].$delete({ param: { id } })).catch(showErrorToast),
      chooseTemplate: () => choose.current(),
    }),
    [room, me.id, users, inbox],
  )
  return { tools, thread }
}

const indexes = new WeakMap<readonly Message[], ReadonlyMap<string, Message>>()

/** An index of the messages by wamid, built at the first call for each list. */
function byWamid(items: readonly Message[]): ReadonlyMap<string, Message> {
  let index = indexes.get(items)
  if (!index) {
    index = new Map(
      items.flatMap((item) => (item.wa_message_id ? [[item.wa_message_id, item] as const] : [])),
    )
    indexes.set(items, index)
  }
  return index
}
