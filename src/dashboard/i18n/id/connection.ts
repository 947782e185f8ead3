import type { connection as en } from '../en/connection.ts'
import type { Text } from '../text.ts'

export const connection: Record<keyof typeof en, Text> = {
  'manage.connection': 'Koneksi',
  'manage.connectionText': 'Apa yang datang dari Meta, apa yang ke sana, dan apa yang salah.',
  'connection.ok': 'Semua baik',
  'connection.degraded': 'Perlu perhatian',
  'connection.unavailable': 'Tidak berfungsi',
  'connection.fine': 'Pesan masuk dan keluar.',
  'connection.incoming': 'Dari Meta',
  'connection.lastWebhook': 'Kiriman terakhir',
  'connection.ago': '{time} lalu',
  'connection.never': 'Belum pernah',
  'connection.signatures': 'Tanda tangan salah, 10 menit',
  'connection.quarantine': 'Dalam karantina',
  'connection.outgoing': 'Ke Meta',
  'connection.token': 'Token akses',
  'connection.token.ok': 'Diterima',
  'connection.token.missing': 'Belum diatur',
  'connection.token.refused': 'Ditolak',
  'connection.queue': 'Menunggu dikirim',
  'connection.oldest': 'Tunggu terlama',
  'connection.fetched': 'Terakhir ditanyakan',
  'connection.sync': 'Keadaan',
  'connection.sync.none': 'Terbaru',
  'connection.sync.refused': 'Meta menolak memberi tahu',
  'connection.sync.unreachable': 'Meta tidak dapat dihubungi',
  'connection.askNow': 'Tanyakan sekarang',
  'connection.server': 'Server',
  'connection.database': 'Basis data',
  'connection.database.ok': 'Menjawab',
  'connection.database.down': 'Tidak menjawab',
  'connection.database.behind': 'Lebih lama dari server',
  'connection.redis.ok': 'Menjawab',
  'connection.redis.down': 'Tidak dapat dipakai',
  'connection.redis.unused': 'Tidak dipakai',
  'connection.lag': 'Dasbor tertinggal',
  'connection.sockets': 'Koneksi terbuka',
  'problem.noReason': 'tanpa alasan',
  'problem.database_down': 'Basis data tidak menjawab',
  'problem.database_down.do':
    'Tidak ada yang dapat dilakukan sampai ia menjawab. Sementara itu Meta mengirim ulang.',
  'problem.migrations_pending': 'Basis data lebih lama dari server',
  'problem.migrations_pending.do': 'Mulai ulang server: basis data diperbarui olehnya.',
  'problem.draining': 'Server ini sedang berhenti',
  'problem.draining.do': 'Ia menyelesaikan yang sudah dimulai dan tidak menerima yang baru.',
  'problem.token_missing': 'Tidak ada token akses',
  'problem.token_missing.do':
    'Yang dikirim menunggu. Isi WHATSAPP_ACCESS_TOKEN dengan milik pengguna sistem, lalu mulai ulang.',
  'problem.token_refused': 'Meta tidak menerima token akses',
  'problem.token_refused.do':
    '{number}: {reason}. Buat token baru untuk pengguna sistem; yang menunggu dikirim dengannya.',
  'problem.number_refused': 'Meta menolak sebuah nomor',
  'problem.number_refused.do':
    '{number}: {reason}. Urus di WhatsApp Manager; yang menunggu dikirim setelah beres.',
  'problem.signature_failures': 'Kiriman datang dengan tanda tangan yang salah',
  'problem.signature_failures.do':
    '{failures} dalam 10 menit. Apakah WHATSAPP_APP_SECRET milik aplikasi yang webhook-nya ke sini?',
  'problem.not_stored': 'Kiriman tidak bisa disimpan',
  'problem.not_stored.do':
    '{deliveries} sejak yang terakhir tersimpan. Meta mengirim ulang; log server menyebut sebabnya. Apakah disk basis data penuh?',
  'problem.no_webhooks': 'Meta diam',
  'problem.no_webhooks.do':
    'Tidak ada yang datang selama {time}. Apakah webhook masih berlangganan, dan alamatnya benar?',
  'problem.feed_behind': 'Dasbor terlambat',
  'problem.feed_behind.do': 'Yang tampak terjadi {time} lalu. Tidak ada yang hilang.',
  'problem.sends_behind': 'Pesan menunggu dikirim',
  'problem.sends_behind.do': '{waiting} menunggu, yang terlama selama {time}.',
  'problem.files_behind': 'Berkas pelanggan tidak datang',
  'problem.files_behind.do':
    '{files} belum datang dalam 15 menit; log server menyebut sebabnya. Apakah penyimpanannya penuh, atau tidak terjangkau? Meta menyimpannya selama 7 hari.',
  'problem.redis_down': 'Redis tidak dapat dipakai',
  'problem.redis_down.silent':
    'Tidak menjawab. Apakah Redis berjalan, dan REDIS_URL mengarah ke sana? Sementara itu tidak ada yang hilang: status mengetik dan kehadiran hanya dalam satu proses.',
  'problem.redis_down.refuses':
    'Menjawab, tetapi tidak menerima penulisan: “{reason}” Apakah ini replika, memori atau disknya penuh, atau kata sandinya diganti? Sementara itu tidak ada yang hilang: status mengetik dan kehadiran hanya dalam satu proses.',
}
