/** Commands that have a shortcut, outside of text fields. */
export type Command =
  | 'next'
  | 'previous'
  | 'mine'
  | 'unassigned'
  | 'all'
  | 'closed'
  | 'search'
  | 'reply'
  | 'assign'
  | 'close'
  | 'templates'
  | 'details'
  | 'toInbox'
  | 'toStatistics'
  | 'toNewest'
  | 'help'

const SINGLE: Readonly<Record<string, Command>> = {
  j: 'next',
  k: 'previous',
  1: 'mine',
  2: 'unassigned',
  3: 'all',
  4: 'closed',
  '/': 'search',
  r: 'reply',
  a: 'assign',
  e: 'close',
  t: 'templates',
  d: 'details',
  '?': 'help',
}
const AFTER_G: Readonly<Record<string, Command>> = {
  i: 'toInbox',
  s: 'toStatistics',
  n: 'toNewest',
}
/** How long the second key of a sequence may take. */
const SECOND_MS = 1500

type Pressed = { key: string; at: number }

/**
 * Turns key presses into commands: single keys, and sequences that begin with G.
 * @returns null if the key is no command, and for the G itself
 */
export function createReader(): (pressed: Pressed) => Command | null {
  let g = Number.NEGATIVE_INFINITY
  return ({ key, at }) => {
    // Shift alone precedes a key such as `?`.
    if (key === 'Shift') return null
    const name = key.toLowerCase()
    const second = at - g <= SECOND_MS ? AFTER_G[name] : undefined
    g = name === 'g' && second === undefined ? at : Number.NEGATIVE_INFINITY
    return second ?? SINGLE[name] ?? null
  }
}

/** The shortcuts as they are displayed. */
export const KEYS: Readonly<Record<Command, readonly string[]>> = {
  next: ['J'],
  previous: ['K'],
  mine: ['1'],
  unassigned: ['2'],
  all: ['3'],
  closed: ['4'],
  search: ['/'],
  reply: ['R'],
  assign: ['A'],
  close: ['E'],
  templates: ['T'],
  details: ['D'],
  toInbox: ['G', 'I'],
  toStatistics: ['G', 'S'],
  toNewest: ['G', 'N'],
  help: ['?'],
}
