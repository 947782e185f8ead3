import { useNavigate, useSearch } from '@tanstack/react-router'
import type { InboxSearch } from './inboxSearch.ts'

/** What the address says of the list, and how to say something else; the room that is open stays so. */
export function useInboxSearch() {
  const search = useSearch({ from: '/signed-in/inbox' })
  const navigate = useNavigate()
  const change = (next: Partial<Record<keyof InboxSearch, unknown>>) =>
    void navigate({
      to: '.',
      search: (before) => ({ ...before, ...next }) as InboxSearch,
      replace: true,
    })
  return { search, change }
}
