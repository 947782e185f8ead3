import type { first as en } from '../en/first.ts'
import type { Text } from '../text.ts'

export const first: Record<keyof typeof en, Text> = {
  'first.title': 'Belum ada percakapan',
  'first.play':
    'Tulis dulu sebagai pelanggan, lalu jawab di sini. Tidak ada yang sampai ke WhatsApp.',
  'first.text': 'Percakapan dimulai saat pelanggan menulis ke nomor Anda.',
  'first.simulate': 'Kirim pesan ke diri sendiri dari simulator',
  'first.done': 'Selesai',
  'first.connect': 'Hubungkan nomor',
  'first.connected': 'Nomor terhubung',
  'first.receive': 'Terima pesan pertama',
  'first.receiveText': 'Hanya beberapa detik',
  'first.invite': 'Undang tim Anda',
  'first.inviteText': 'Supervisor dan agen',
  'first.inviteNow': 'Undang',
}
