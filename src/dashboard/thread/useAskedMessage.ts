import { useEffect } from 'react'
import { useInboxSearch } from '../inbox/useInboxSearch.ts'
import type { ThreadHandle } from './useThreadTools.ts'

/** Goes to the message that the address names, such as one that was found, and then forgets it. */
export function useAskedMessage(thread: React.RefObject<ThreadHandle | null>): void {
  const { search, change } = useInboxSearch()
  const { message } = search
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each message
  useEffect(() => {
    if (!message) return
    thread.current?.jumpTo(message)
    change({ message: undefined })
  }, [message])
}
