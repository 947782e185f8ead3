import type { time as en } from '../en/time.ts'
import type { Text } from '../text.ts'

export const time: Record<keyof typeof en, Text> = {
  'time.today': 'Hari ini',
  'time.yesterday': 'Kemarin',
  'time.hours': '{h} j',
  'time.minutes': '{m} m',
  'time.hoursMinutes': '{h} j {m} m',
}
