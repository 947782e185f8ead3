import type { refusals as en } from '../en/refusals.ts'
import type { Text } from '../text.ts'

export const refusals: Record<keyof typeof en, Text> = {
  'refused.template_not_approved': 'Templat ini belum disetujui.',
  'refused.template_parameters': 'Templat ini meminta parameter lain.',
  'refused.template_unknown': 'Tidak ada templat seperti ini dalam bahasa ini.',
  'refused.not_at_whatsapp': 'Pesan ini tidak ada di WhatsApp.',
  'refused.not_reactable': 'WhatsApp tidak menerima reaksi untuk pesan ini.',
  'refused.not_removable': 'Hanya yang tidak terkirim yang bisa dihapus.',
  'refused.not_retryable': 'Hanya yang tidak terkirim yang bisa dikirim lagi.',
  'refused.not_forwardable': 'Pesan ini tidak bisa diteruskan.',
  'refused.media_not_stored': 'Berkas pesan ini tidak ada di sini.',
  'refused.window_closed': 'Jendela 24 jam sudah tertutup: hanya templat yang bisa dikirim.',
  'refused.other_room': 'Pesan yang dikutip ada di percakapan lain.',
  'refused.taken': 'Sudah diambil orang lain.',
  'refused.shortcut_taken': 'Balasan cepat lain sudah memakai pintasan ini.',
  'refused.sends_under_way': 'Masih ada yang sedang dikirim ke pelanggan ini: coba lagi sebentar.',
  'refused.email_taken': 'Pengguna lain sudah memakai alamat email ini.',
  'refused.last_admin': 'Admin aktif terakhir harus tetap admin.',
  'refused.no_caption': 'WhatsApp tidak menerima keterangan pada suara atau stiker.',
  'refused.empty_file': 'Berkas ini kosong.',
  'refused.unsupported_type':
    'WhatsApp tidak menerima jenis berkas ini: kirim JPG, PNG, MP4, suara, PDF, atau dokumen Office.',
  'refused.type_mismatch':
    'Isi berkas ini tidak sesuai dengan namanya: simpan ulang dengan jenis yang benar.',
  'refused.unsupported_codec':
    'WhatsApp tidak dapat memutarnya: pakai H.264 dengan AAC untuk video, Opus untuk Ogg.',
  'refused.media_too_large':
    'Berkas ini terlalu besar untuk WhatsApp: foto paling besar 5 MB, video dan suara 16 MB, dokumen 100 MB.',
  'refused.too_old': 'WhatsApp tidak menerima reaksi untuk pesan yang lebih dari 30 hari.',
  'refused.no_channel': 'Pilih nomor pengirimnya.',
  'refused.client_message_id':
    'Sudah ada yang terkirim dari sini, tetapi jawabannya tidak sampai: lihat percakapannya.',
  'refused.refused_again': 'Kali ini pun belum dapat disimpan.',
  'refused.not_utf8': 'Berkas ini bukan UTF-8: simpan sebagai “CSV UTF-8”.',
  'refused.no_csv': 'Tidak ada CSV di dalam berkas ini.',
  'refused.no_columns':
    'Baris pertama harus menyebut kolomnya: name, phone, outstanding, loan_type, leads_status, contact_status.',
  'refused.too_many_rows': 'Satu berkas paling banyak 100.000 baris.',
  'refused.invalid_request': 'Server menolak: isinya belum benar.',
  'refused.unauthenticated': 'Sesi Anda sudah berakhir. Masuk lagi.',
  'refused.conflict': 'Server menolak: keadaannya sudah berubah.',
  'refused.payload_too_large': 'Server menolak: ukurannya terlalu besar.',
  'refused.unprocessable': 'Server menolak: ini tidak bisa dilakukan.',
}
