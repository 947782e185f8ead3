import type { refusals as en } from '../en/refusals.ts'
import type { Text } from '../text.ts'

export const refusals: Record<keyof typeof en, Text> = {
  'refused.template_not_approved': 'Template ini belum disetujui.',
  'refused.template_parameters': 'Template ini meminta parameter lain.',
  'refused.template_unknown': 'Tidak ada template seperti ini dalam bahasa ini.',
  'refused.not_at_whatsapp': 'Pesan ini tidak ada di WhatsApp.',
  'refused.not_reactable': 'WhatsApp tidak menerima reaksi untuk pesan ini.',
  'refused.not_removable': 'Hanya yang tidak terkirim yang bisa dihapus.',
  'refused.not_retryable': 'Hanya yang tidak terkirim yang bisa dikirim lagi.',
  'refused.other_room': 'Pesan yang dikutip ada di percakapan lain.',
  'refused.taken': 'Sudah diambil orang lain.',
  'refused.shortcut_taken': 'Balasan cepat lain sudah memakai pintasan ini.',
  'refused.sends_under_way': 'Masih ada yang sedang dikirim ke pelanggan ini: coba lagi sebentar.',
  'refused.email_taken': 'Pengguna lain sudah memakai alamat email ini.',
  'refused.last_admin': 'Admin aktif terakhir harus tetap admin.',
  'refused.invalid_request': 'Server menolak: isinya belum benar.',
  'refused.unauthenticated': 'Sesi Anda sudah berakhir. Masuk lagi.',
  'refused.conflict': 'Server menolak: keadaannya sudah berubah.',
  'refused.payload_too_large': 'Server menolak: ukurannya terlalu besar.',
  'refused.unprocessable': 'Server menolak: ini tidak bisa dilakukan.',
}
