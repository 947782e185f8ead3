import type { CustomerType } from '../protocol/room.ts'
import type { CustomerMessage } from '../protocol/simulator.ts'
import { SECOND_NUMBER } from './stories.ts'
import type { Colleague } from './team.ts'
import type { SampleWorld } from './world.ts'

const HOUR = 60
const DAY = 24 * HOUR

type Story = {
  phone: string
  name?: string
  username?: string
  hidden?: boolean
  type?: CustomerType
  tags?: string[]
  agent?: Colleague
  closed?: true
  /** Minutes ago, and a text by the customer or by `agent`. */
  said: readonly (readonly [number, string | CustomerMessage] | readonly [number, 'us', string])[]
}

const ORDER: CustomerMessage = {
  type: 'raw',
  message: {
    type: 'order',
    order: {
      catalog_id: '194836987003835',
      text: 'Yang warna hitam',
      product_items: [
        { product_retailer_id: 'HELM-01', quantity: 1, item_price: 350_000, currency: 'IDR' },
        { product_retailer_id: 'JAKET-02', quantity: 2, item_price: 275_000, currency: 'IDR' },
      ],
    },
  },
}

const STORIES: readonly Story[] = [
  {
    phone: '6281255500611',
    name: 'Dewi Lestari',
    username: 'dewi.lestari',
    hidden: true,
    said: [
      [14, 'Selamat siang'],
      [13, 'Saya mau tanya sisa angsuran, bisa?'],
    ],
  },
  {
    phone: '6285755500722',
    name: 'Rina Wulandari',
    said: [
      [26, 'Halo, helm dan jaketnya masih ada?'],
      [25, ORDER],
    ],
  },
  { phone: '6287855500833', said: [[95, { type: 'unsupported' }]] },
  {
    phone: '6281155500944',
    name: 'CV Lintas Kurir',
    type: 'vendor',
    tags: ['Field visit'],
    agent: 'raka',
    said: [
      [22.6 * HOUR, 'Kurir sudah di lokasi, mas'],
      [22.5 * HOUR, 'us', 'Siap, mohon foto rumahnya ya.'],
    ],
  },
  {
    phone: '6282255501055',
    name: 'SRDP Wilayah Timur',
    type: 'srdp',
    tags: ['Handover'],
    agent: 'maya',
    said: [
      [9 * HOUR, 'Dokumen serah terima sudah siap'],
      [8.5 * HOUR, 'us', 'Terima kasih, besok kami ambil.'],
      [8.4 * HOUR, 'Baik, sampai jumpa'],
    ],
  },
  {
    phone: '6281655501166',
    name: 'Agus Prasetyo',
    tags: ['Lunas'],
    agent: 'raka',
    closed: true,
    said: [
      [5 * DAY, 'Angsuran terakhir sudah saya bayar'],
      [5 * DAY - 30, 'us', 'Terima kasih, Pak Agus. BPKB bisa diambil hari Senin.'],
      [5 * DAY - 45, 'Terima kasih banyak!'],
    ],
  },
  {
    phone: '6281755501277',
    name: 'Yohanes Adi',
    tags: ['DPD 7'],
    agent: 'ana',
    said: [
      [11 * HOUR, 'Bisa minta nomor rekeningnya lagi?'],
      [10.8 * HOUR, 'us', 'Bank Contoh 8802 4417 063, atas nama Contoh Finance.'],
    ],
  },
  {
    phone: '6285255501388',
    name: 'Lina Marlina',
    agent: 'maya',
    said: [
      [2 * HOUR, 'Kantor cabang Depok buka hari Sabtu?'],
      [1.8 * HOUR, 'us', 'Buka, Bu, sampai pukul 14.00.'],
      [1.7 * HOUR, 'Oke, saya ke sana'],
    ],
  },
  {
    phone: '6281855501499',
    name: 'Toko Sinar Abadi',
    type: 'partner',
    said: [[3.4 * HOUR, 'Mau ajukan kerja sama, hubungi siapa ya?']],
  },
  {
    phone: '6289655501500',
    name: 'Fajar Nugroho',
    agent: 'ana',
    closed: true,
    said: [
      [2 * DAY + 300, 'Pengajuan saya sudah disetujui?'],
      [2 * DAY + 280, 'us', 'Sudah, Pak Fajar. Selamat!'],
    ],
  },
]

/** Short rooms that fill the list: waiting, answered, closed, of every customer type. */
export const SHORT_STORIES = [
  ...STORIES.map((story) => (world: SampleWorld) => tell(world, story)),
  async (world: SampleWorld) => {
    const id = await world.customer({ phone: '6283155501611', name: 'Bengkel Maju' })
    await world.says(7 * HOUR, id, {
      type: 'text',
      text: 'Servis unit sudah selesai, bisa diambil.',
      phone_number_id: SECOND_NUMBER,
    })
  },
]

async function tell(world: SampleWorld, story: Story): Promise<void> {
  const { phone, name, username, hidden, agent } = story
  const customer = await world.customer({
    phone,
    ...(name && { name }),
    ...(username && { username }),
    ...(hidden && { hidden }),
  })
  let room_id = ''
  for (const [minutesAgo, said, ours] of story.said) {
    if (said === 'us') {
      await world.sends(minutesAgo, agent!, 'send', { room_id, text: ours! })
      continue
    }
    const message = typeof said === 'string' ? { type: 'text' as const, text: said } : said
    await world.says(minutesAgo, customer, message)
    if (room_id !== '') continue
    room_id = await world.roomOf(hidden ? name! : phone)
    await world.asOf(minutesAgo - 1, () => setUp(world, room_id, story))
  }
  const last = story.said.at(-1)![0]
  if (agent)
    await world.asOf(last - 2, () =>
      world.call('POST', `/rooms/${room_id}/read`, world.token(agent)),
    )
  if (story.closed) {
    await world.asOf(last - 10, () =>
      world.call('PATCH', `/rooms/${room_id}`, world.token(agent!), { status: 'closed' }),
    )
  }
}

async function setUp(world: SampleWorld, roomId: string, { type, tags, agent }: Story) {
  const { call, token } = world
  if (type) await call('PATCH', `/rooms/${roomId}`, token('sri'), { customer_type: type })
  if (tags) await call('PUT', `/rooms/${roomId}/tags`, token('sri'), { tags })
  if (agent) {
    await call('POST', `/rooms/${roomId}/assign`, token('sri'), { agent_id: world.idOf(agent) })
  }
}
