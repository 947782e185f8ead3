import type { NavItem } from './navItems.ts'

/** With more, their labels would be cut short on a phone. */
const MOST_IN_BAR = 5

/** The pages of the phone's bottom bar, and those behind its last entry if not all have room. */
export const splitForBar = (items: readonly NavItem[]) =>
  items.length <= MOST_IN_BAR
    ? { shown: items, more: [] }
    : { shown: items.slice(0, MOST_IN_BAR - 1), more: items.slice(MOST_IN_BAR - 1) }
