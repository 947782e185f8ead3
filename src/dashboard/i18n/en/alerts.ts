/** Alerts. */
export const alerts = {
  'alerts.new_roomTitle': 'New room: {name}',
  'alerts.assignedTitle': '{name} is yours now',
  'alerts.newRooms': { one: '{n} new room', other: '{n} new rooms' },
  'alerts.newRoomsText': 'Nobody has them yet.',
  'alerts.assignToMe': 'Assign to me',
  'alerts.open': 'Open',
  'alerts.missed': 'New messages in {rooms}',
  'alerts.rooms': { one: '{n} room', other: '{n} rooms' },
} as const
