import type { keys as en } from '../en/keys.ts'
import type { Text } from '../text.ts'

export const keys: Record<keyof typeof en, Text> = {
  'keys.off': 'Pintasan satu tombol dimatikan di {settings}.',
  'keys.everywhere': 'Ruang',
  'keys.conversation': 'Di dalam ruang',
  'keys.writing': 'Saat menulis',
  'keys.rooms': 'Ruang berikutnya, sebelumnya',
  'keys.queues': 'Milik saya, Tanpa agen, Semua, Ditutup',
  'keys.search': 'Cari',
  'keys.toInbox': 'Kotak masuk',
  'keys.toStatistics': 'Statistik',
  'keys.toNewest': 'Ruang terbaru',
  'keys.help': 'Semua pintasan',
  'keys.reply': 'Balas pesan terakhir',
  'keys.assign': 'Tugaskan',
  'keys.close': 'Tutup atau buka lagi ruang',
  'keys.templates': 'Templat',
  'keys.details': 'Rincian',
  'keys.send': 'Kirim',
  'keys.newLine': 'Baris baru',
  'keys.quickReplies': 'Balasan cepat, di kolom kosong',
  'keys.leave': 'Keluar dari kolom, tutup yang terbuka',
}
