export const time = {
  'time.today': 'Today',
  'time.yesterday': 'Yesterday',
  'time.hours': '{h} h',
  'time.minutes': '{m} m',
  'time.hoursMinutes': '{h} h {m} m',
} as const
