import type { signin as en } from '../en/signin.ts'
import type { Text } from '../text.ts'

export const signin: Record<keyof typeof en, Text> = {
  'signin.title': 'Masuk',
  'signin.text': 'Gunakan akun yang dibuatkan supervisor untuk Anda.',
  'signin.email': 'Email kerja',
  'signin.password': 'Kata sandi',
  'signin.show': 'Tampilkan kata sandi',
  'signin.hide': 'Sembunyikan kata sandi',
  'signin.keep': 'Biarkan saya tetap masuk di perangkat ini',
  'signin.submit': 'Masuk',
  'signin.wrong': 'Email dan kata sandi tidak cocok.',
  'signin.limited': 'Terlalu banyak percobaan. Tunggu {n} detik, lalu coba lagi.',
  'signin.needEmail': 'Tulis email kerja Anda.',
  'signin.needPassword': 'Tulis kata sandi Anda.',
  'signin.ended': 'Sesi Anda berakhir. Masuk lagi; tulisan Anda tidak hilang.',
  'signin.access': 'Perlu akses, atau lupa? Hubungi supervisor Anda.',
  'signin.theme': 'Ganti tema',
  'signin.line1': 'Setiap pelanggan punya ruang.',
  'signin.line2': 'Seluruh tim tahu siapa yang ada di dalamnya.',
}
