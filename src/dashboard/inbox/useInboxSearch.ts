import { useNavigate, useSearch } from '@tanstack/react-router'
import type { InboxSearch } from './inboxSearch.ts'

/** Reads the list's search params, and changes them without closing the open room. */
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
