import { createContext, type ReactNode, use } from 'react'
import type { Message } from '../../protocol/message.ts'
import type { RoomSummary } from '../../protocol/room.ts'

/** What every line of a conversation may need to know, and may do. */
export type ThreadTools = {
  room: RoomSummary
  myId: string
  /** A colleague's name; `null` for who is not known. */
  nameOf: (userId: string | null) => string | null
  /** A message that is here, by its wamid. */
  messageOf: (wamid: string) => Message | undefined
  /** Shows a message, loading what is older until it is there. */
  jumpTo: (wamid: string) => void
  reply: (message: Message) => void
  react: (message: Message, emoji: string) => void
  retry: (message: Message) => void
  remove: (message: Message) => void
  /** Opens the dialog of templates. */
  chooseTemplate: () => void
  /** Shows a picture large, among all that are here. */
  enlarge: (message: Message) => void
  /** What else is to be said below a message. */
  below?: (message: Message) => ReactNode
}

const Context = createContext<ThreadTools | null>(null)
export const ThreadProvider = Context.Provider

export function useThread(): ThreadTools {
  const tools = use(Context)
  if (!tools) throw new Error('There is no conversation around.')
  return tools
}
