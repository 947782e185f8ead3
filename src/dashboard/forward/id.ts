import type { Text } from '../i18n/text.ts'
import type { en } from './en.ts'

/** The Indonesian texts of the dialog that forwards a message. */
export const id: Record<keyof typeof en, Text> = {
  title: 'Teruskan pesan',
  search: 'Cari ruang',
  searchHint: 'Nama, nomor, atau tag',
  rooms: 'Ruang tujuan',
  found: '{n} ruang ditemukan',
  thisRoom: 'Ruang ini',
  via: 'lewat {number}',
  chosen: '{n} ruang: {names}',
  most: 'Paling banyak {n} ruang sekaligus',
  noAnswer:
    'Tidak ada jawaban, jadi mungkin sudah diteruskan. Coba lagi: tidak ada ruang yang menerimanya dua kali.',
  done: 'Diteruskan ke {name}',
  doneAll: 'Diteruskan ke {n} ruang',
  partly: 'Diteruskan ke {n} dari {all} ruang',
  forwarded: 'Diteruskan',
  not: 'Tidak diteruskan',
  none: 'Tidak ada ruang yang menerimanya. {why}',
  open: 'Buka {name}',
}
