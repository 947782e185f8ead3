import { createContext, type ReactNode, use } from 'react'
import type { Message } from '../../protocol/message.ts'
import type { RoomSummary } from '../../protocol/room.ts'

/** What the lines of a conversation may need to know and to do. */
export type ThreadTools = {
  room: RoomSummary
  myId: string
  /** A colleague's name; null if unknown. */
  nameOf: (userId: string | null) => string | null
  /** A loaded message, by its wamid. */
  messageOf: (wamid: string) => Message | undefined
  /** Scrolls to a message, loading older pages until it is found. */
  jumpTo: (wamid: string) => void
  reply: (message: Message) => void
  react: (message: Message, emoji: string) => void
  /** Opens the dialog that sends a message to other rooms. */
  forward: (message: Message) => void
  retry: (message: Message) => void
  remove: (message: Message) => void
  /** Opens the template dialog. */
  chooseTemplate: () => void
  /** Opens a photo in the lightbox, among all loaded photos of the room. */
  enlarge: (message: Message) => void
  /** Extra content below a message. */
  below?: (message: Message) => ReactNode
}

const Context = createContext<ThreadTools | null>(null)
export const ThreadProvider = Context.Provider

export function useThread(): ThreadTools {
  const tools = use(Context)
  if (!tools) throw new Error('There is no conversation around.')
  return tools
}
