import type { ui as en } from '../en/ui.ts'
import type { Text } from '../text.ts'

export const ui: Record<keyof typeof en, Text> = {
  'ui.close': 'Tutup',
  'ui.cancel': 'Batal',
  'ui.save': 'Simpan',
  'ui.clear': 'Hapus',
  'ui.retry': 'Coba lagi',
  'ui.notices': 'Pemberitahuan',
  'ui.loading': 'Memuat…',
  'ui.more': 'Tampilkan lagi',
  'ui.notCopied': 'Tidak dapat disalin. Pilih teksnya, lalu salin sendiri.',
  'error.offline': 'Server tidak dapat dihubungi. Pekerjaan Anda tetap tersimpan.',
  'error.rate_limited': 'Terlalu banyak permintaan. Tunggu sebentar, lalu coba lagi.',
  'error.forbidden': 'Peran Anda tidak boleh melakukan ini.',
  'error.not_found': 'Sudah tidak ada, atau bukan lagi milik Anda.',
  'error.server': 'Server menjawab dengan kesalahan ({status}). Pesan Anda aman.',
}
