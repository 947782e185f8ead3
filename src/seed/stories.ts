import { DELIVERED, failed, type SampleWorld } from './world.ts'

const HOUR = 60
const DAY = 24 * HOUR
/** A second number of the business. */
export const SECOND_NUMBER = '106540352242923'

const text = (said: string) => ({ type: 'text' as const, text: said })

/** The room with the most to see: every kind of message, a lead, notes, an agreement. */
export async function budi(world: SampleWorld): Promise<void> {
  const { says, sends, file, call, token, asOf } = world
  const id = await world.customer({ phone: '6281255500142', name: 'Budi Santoso' })
  await says(3 * DAY + 90, id, {
    type: 'raw',
    message: {
      type: 'text',
      text: { body: 'Halo, saya lihat iklannya. Kalau angsuran dibagi dua bisa?' },
      referral: {
        source_url: 'https://fb.me/2pq8nT1xk',
        source_id: '120208123456780',
        source_type: 'ad',
        headline: 'Angsuran fleksibel',
        body: 'Bicarakan dengan kami sebelum jatuh tempo.',
        media_type: 'image',
        ctwa_clid: 'ARAkLkA8rmlFeiCktEJQ',
      },
    },
  })
  const room_id = await world.roomOf('6281255500142')
  const at = (path: string) => `/rooms/${room_id}${path}`
  await asOf(3 * DAY + 80, () =>
    call('POST', at('/assign'), token('sri'), { agent_id: world.idOf('ana') }),
  )
  await asOf(3 * DAY + 78, () =>
    call('POST', '/leads', token('sri'), {
      name: 'Budi Santoso',
      phone: '6281255500142',
      outstanding: 50_000_000,
      loan_type: 'Multiguna, motor',
      leads_status: 'Negotiation',
      contact_status: 'Contacted',
    }),
  )
  await sends(3 * DAY + 70, 'ana', 'send', {
    room_id,
    text: 'Selamat siang, Pak Budi. Dengan Ana di sini. Bisa, saya bantu ajukan ya.',
  })
  await says(3 * DAY + 66, id, {
    type: 'location',
    location: {
      latitude: -6.2088,
      longitude: 106.8456,
      name: 'Warung Bu Sari',
      address: 'Jl. Melati 12, Jakarta',
    },
  })
  await says(3 * DAY + 64, id, text('Alamat saya masih di sana, mbak.'))
  await asOf(3 * DAY + 60, () =>
    call('POST', at('/notes'), token('ana'), {
      text: 'Alamat sama dengan kontrak. Janji bayar tanggal 15.',
    }),
  )
  await asOf(3 * DAY + 58, () =>
    call('PUT', at('/tags'), token('ana'), { tags: ['Promise to pay', 'Split payment'] }),
  )
  await says(DAY + 130, id, text('Selamat pagi, saya sudah transfer 2 juta tadi.'))
  const receipt = await says(DAY + 128, id, {
    type: 'image',
    media_id: await file('receipt.jpg'),
    caption: 'Ini buktinya',
  })
  await sends(DAY + 120, 'ana', 'send', {
    room_id,
    text: 'Terima kasih, Pak. Sudah kami terima.',
    reply_to_wa_message_id: receipt,
  })
  await says(DAY + 118, id, { type: 'reaction', reaction: { message_id: receipt, emoji: '🙏' } })
  await says(75, id, { type: 'audio', media_id: await file('voice.ogg'), voice: true })
  await says(74, id, text('Kalau dibagi dua bisa, mbak? Sisanya akhir bulan.'))
  await sends(62, 'ana', 'send-interactive', {
    room_id,
    interactive: {
      type: 'button',
      body: { text: 'Rp 2.000.000 tanggal 15, sisanya tanggal 28. Masih sesuai?' },
      footer: { text: 'Contoh Finance' },
      action: {
        buttons: ['Masih sesuai', 'Jadwal ulang'].map((title) => ({
          type: 'reply',
          reply: { id: title, title },
        })),
      },
    },
  })
  const { messages } = await world.chat(id)
  await says(58, id, { type: 'press', message_id: messages.at(-1)!.id, option: 'Masih sesuai' })
  await sends(
    50,
    'ana',
    'send-media-combined',
    await world.form(room_id, 'contract.pdf', 'Perjanjian-0518.pdf'),
  )
  await sends(49, 'ana', 'send', { room_id, text: 'Ini perjanjian barunya, Pak. *Simpan* ya.' })
  await says(41, id, text('Siap, terima kasih mbak 🙏'))
}

/** Things that go wrong: a dispute, an undelivered message, an edited one and a revoked one. */
export async function siti(world: SampleWorld): Promise<void> {
  const { says, sends, call, token, asOf } = world
  const id = await world.customer({ phone: '6281355500277', name: 'Siti Rahmawati' })
  const first = await says(26 * HOUR, id, text('Tagihan saya kok beda ya?'))
  const room_id = await world.roomOf('6281355500277')
  await asOf(25.8 * HOUR, () =>
    call('POST', `/rooms/${room_id}/assign`, token('sri'), { agent_id: world.idOf('maya') }),
  )
  await asOf(25.5 * HOUR, () =>
    call('POST', `/rooms/${room_id}/assign`, token('sri'), { agent_id: world.idOf('raka') }),
  )
  await asOf(25.4 * HOUR, () =>
    call('POST', `/rooms/${room_id}/unassign`, token('sri'), { agent_id: world.idOf('maya') }),
  )
  await asOf(25 * HOUR, () =>
    call('PUT', `/rooms/${room_id}/tags`, token('raka'), { tags: ['Dispute'] }),
  )
  await sends(24.9 * HOUR, 'raka', 'send', {
    room_id,
    text: 'Selamat siang, Bu Siti. Boleh kirim rinciannya?',
    reply_to_wa_message_id: first,
  })
  const wrong = await says(5.2 * HOUR, id, text('Di aplikasi tertulis Rp 1.850.000'))
  await says(5.1 * HOUR, id, {
    type: 'edit',
    message_id: wrong,
    text: 'Di aplikasi tertulis Rp 1.950.000',
  })
  const gone = await says(5 * HOUR, id, text('salah kirim'))
  await says(4.9 * HOUR, id, { type: 'revoke', message_id: gone })
  await says(4.8 * HOUR, id, {
    type: 'contacts',
    contacts: [
      {
        name: { formatted_name: 'Rina Lestari', first_name: 'Rina' },
        phones: [{ phone: '+62 812-5550-0199', wa_id: '6281255500199', type: 'CELL' }],
      },
    ],
  })
  await says(4.7 * HOUR, id, text('Itu nomor adik saya, dia yang pegang kuitansinya.'))
  await sends(3.1 * HOUR, 'raka', 'send', {
    room_id,
    text: 'Baik, Bu. Saya cek ke bagian penagihan.',
  })
  const form = await world.form(room_id, 'contract.pdf', 'Rincian-tagihan.pdf')
  await sends(3 * HOUR, 'raka', 'send-media-combined', form, failed(131053))
}

/** A closed customer service window, and a template that was not answered yet. */
export async function hendra(world: SampleWorld): Promise<void> {
  const { says, sends, call, token, asOf } = world
  const id = await world.customer({ phone: '6281955500388', name: 'Hendra Wijaya' })
  await says(4 * DAY, id, text('Kapan petugas datang?'))
  const room_id = await world.roomOf('6281955500388')
  await asOf(4 * DAY - 20, () =>
    call('POST', `/rooms/${room_id}/assign`, token('sri'), { agent_id: world.idOf('ana') }),
  )
  await asOf(4 * DAY - 21, () =>
    call('PUT', `/rooms/${room_id}/tags`, token('sri'), { tags: ['DPD 45'] }),
  )
  await asOf(4 * DAY - 22, () =>
    call('POST', '/leads', token('sri'), {
      name: 'Hendra Wijaya',
      phone: '6281955500388',
      outstanding: 18_500_000,
      loan_type: 'Elektronik',
      leads_status: 'Overdue',
    }),
  )
  await sends(4 * DAY - 30, 'ana', 'send', {
    room_id,
    text: 'Besok antara pukul 09.00 dan 12.00, Pak.',
  })
  await sends(
    6 * HOUR,
    'ana',
    'send-template',
    {
      room_id,
      templateName: 'pengingat_angsuran',
      languageCode: 'id',
      components: [
        {
          type: 'body',
          parameters: ['Bapak Hendra', '7', 'Rp 1.850.000', '18 Mei 2026'].map((said) => ({
            type: 'text',
            text: said,
          })),
        },
      ],
    },
    DELIVERED,
  )
}

/** A partner: files in both directions, a template whose button is pressed, a new number. */
export async function mitra(world: SampleWorld): Promise<void> {
  const { says, sends, file, call, token, asOf } = world
  const id = await world.customer({ phone: '6282155500499', name: 'PT Mitra Jaya Motor' })
  await says(2 * DAY, id, {
    type: 'document',
    media_id: await file('contract.pdf'),
    filename: 'BAST-0518.pdf',
    caption: 'BAST unit sudah kami kirim',
  })
  const room_id = await world.roomOf('6282155500499')
  await asOf(2 * DAY - 5, () =>
    call('PATCH', `/rooms/${room_id}`, token('sri'), { customer_type: 'partner' }),
  )
  await asOf(2 * DAY - 6, () =>
    call('POST', `/rooms/${room_id}/assign`, token('sri'), { agent_id: world.idOf('maya') }),
  )
  await asOf(2 * DAY - 7, () =>
    call('PUT', `/rooms/${room_id}/tags`, token('maya'), { tags: ['Refinancing'] }),
  )
  await sends(2 * DAY - 40, 'maya', 'send-location', {
    room_id,
    location: {
      latitude: -6.9147,
      longitude: 107.6098,
      name: 'Kantor Bandung',
      address: 'Jl. Asia Afrika 8',
    },
  })
  await says(20 * HOUR, id, {
    type: 'video',
    media_id: await file('film.mp4'),
    caption: 'Kondisi unit',
  })
  await says(19.9 * HOUR, id, { type: 'sticker', media_id: await file('sticker.webp') })
  await sends(19 * HOUR, 'maya', 'send-template', {
    room_id,
    templateName: 'appointment_reminder',
    languageCode: 'id',
    components: [
      { type: 'header', parameters: [{ type: 'text', parameter_name: 'branch', text: 'Bandung' }] },
      {
        type: 'body',
        parameters: [
          { type: 'text', parameter_name: 'first_name', text: 'Mitra Jaya' },
          { type: 'text', parameter_name: 'date', text: '18 Mei 2026' },
          { type: 'text', parameter_name: 'time', text: '10.00' },
        ],
      },
    ],
  })
  const { messages } = await world.chat(id)
  const { id: template, options } = messages.at(-1)!
  await says(18 * HOUR, id, { type: 'press', message_id: template, option: options[0]!.id })
  await asOf(17.5 * HOUR, () =>
    world.simulator('POST', `/customers/${id}/number`, { phone: '6282155500500' }),
  )
  await world.roomOf('6282155500500')
  await says(17 * HOUR, '6282155500500', text('Nomor kami ganti, mohon dicatat.'))
}
