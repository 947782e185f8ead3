import { useShortcut } from '../keyboard/useShortcut.ts'
import type { Queue } from './inboxSearch.ts'

/** The id of the search field. */
export const SEARCH = 'search-rooms'

/** The list's single-key shortcuts. */
export function useListKeys(choose: (queue: Queue) => void): void {
  useShortcut('mine', () => choose('mine'))
  useShortcut('unassigned', () => choose('unassigned'))
  useShortcut('all', () => choose('all'))
  useShortcut('closed', () => choose('closed'))
  useShortcut('search', () => document.getElementById(SEARCH)?.focus())
}
