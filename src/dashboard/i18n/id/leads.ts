import type { leads as en } from '../en/leads.ts'
import type { Text } from '../text.ts'

export const leads: Record<keyof typeof en, Text> = {
  'leads.text': 'Siapa yang ada di pembukuan Anda. Prospek menemukan ruangnya lewat nomor telepon.',
  'leads.textOfAgent': 'Siapa yang ada di pembukuan, dari ruang yang menjadi milik Anda.',
  'leads.search': 'Nama atau nomor telepon',
  'leads.phone': 'Telepon',
  'leads.none': 'Belum ada. Ambil dari berkas CSV.',
  'leads.notFound': 'Tidak ada prospek yang cocok dengan “{q}”.',
  'leads.export': 'Ekspor',
  'leads.import': 'Impor',
  'leads.file': 'Berkas CSV berisi prospek',
  'leads.report': 'Impor selesai',
  'leads.created': 'Baru',
  'leads.updated': 'Berubah',
  'leads.unchanged': 'Tetap',
  'leads.rejected': 'Tidak diambil',
  'leads.line': 'Baris {n}',
}
