/** The English texts of the dialog that forwards a message. */
export const en = {
  title: 'Forward message',
  search: 'Search rooms',
  searchHint: 'Name, number or tag',
  rooms: 'Rooms to forward to',
  found: { one: '{n} room found', other: '{n} rooms found' },
  thisRoom: 'This room',
  via: 'via {number}',
  chosen: { one: '{n} room: {names}', other: '{n} rooms: {names}' },
  most: 'At most {n} rooms at once',
  noAnswer:
    'No answer came, so it may have been forwarded already. Try again: no room gets it twice.',
  done: 'Forwarded to {name}',
  doneAll: { one: 'Forwarded to {n} room', other: 'Forwarded to {n} rooms' },
  partly: 'Forwarded to {n} of {all} rooms',
  forwarded: 'Forwarded',
  not: 'Not forwarded',
  none: 'No room got it. {why}',
  open: 'Open {name}',
} as const
