import { useShortcut } from '../keyboard/useShortcut.ts'
import type { Queue } from './inboxSearch.ts'

/** The id of the field that looks for rooms. */
export const SEARCH = 'search-rooms'

/** What single keys do for the list as a whole. */
export function useListKeys(choose: (queue: Queue) => void): void {
  useShortcut('mine', () => choose('mine'))
  useShortcut('unassigned', () => choose('unassigned'))
  useShortcut('all', () => choose('all'))
  useShortcut('closed', () => choose('closed'))
  useShortcut('search', () => document.getElementById(SEARCH)?.focus())
}
