import type { NewUser } from '../protocol/auth.ts'

/** Users of the sample data besides the admin; all have the admin's password. */
export const TEAM = {
  sri: { email: 'sri@example.com', name: 'Sri Wahyuni', role: 'supervisor' },
  ana: { email: 'ana@example.com', name: 'Ana Puspita', role: 'agent' },
  raka: { email: 'raka@example.com', name: 'Raka Pratama', role: 'agent' },
  maya: { email: 'maya@example.com', name: 'Maya Kusuma', role: 'agent' },
} as const satisfies Record<string, Omit<NewUser, 'password'>>

export type Colleague = keyof typeof TEAM

export const QUICK_REPLIES = [
  {
    shortcut: 'salam',
    text: 'Halo, terima kasih sudah menghubungi Contoh Finance. Ada yang bisa kami bantu?',
  },
  { shortcut: 'bukti', text: 'Mohon kirim foto bukti transfernya, ya. Kami cek dalam satu jam.' },
  {
    shortcut: 'jadwal',
    text: 'Petugas kami datang antara pukul 09.00 dan 12.00. Apakah waktunya sesuai?',
  },
  { shortcut: 'tutup', text: 'Terima kasih. Bila ada yang lain, balas saja pesan ini.' },
] as const
