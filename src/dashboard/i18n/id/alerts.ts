import type { alerts as en } from '../en/alerts.ts'
import type { Text } from '../text.ts'

export const alerts: Record<keyof typeof en, Text> = {
  'alerts.new_roomTitle': 'Ruang baru: {name}',
  'alerts.assignedTitle': '{name} sekarang milik Anda',
  'alerts.newRooms': '{n} ruang baru',
  'alerts.newRoomsText': 'Belum ada yang memegangnya.',
  'alerts.assignToMe': 'Ambil',
  'alerts.open': 'Buka',
  'alerts.missed': 'Pesan baru di {rooms}',
  'alerts.rooms': '{n} ruang',
}
