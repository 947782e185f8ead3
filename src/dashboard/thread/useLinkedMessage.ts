import { useEffect } from 'react'
import { useInboxSearch } from '../inbox/useInboxSearch.ts'
import type { ThreadHandle } from './useThreadTools.ts'

/** Scrolls to the message named in the URL, such as a search result, then removes it from the URL. */
export function useLinkedMessage(thread: React.RefObject<ThreadHandle | null>): void {
  const { search, change } = useInboxSearch()
  const { message } = search
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs once for each message
  useEffect(() => {
    if (!message) return
    thread.current?.jumpTo(message)
    change({ message: undefined })
  }, [message])
}
