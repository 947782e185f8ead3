import type { CustomerMessage } from '../../../protocol/simulator.ts'
import { simulator } from '../data/api.ts'

const OFFICE = {
  latitude: -6.2088,
  longitude: 106.8456,
  name: 'Warung Bu Sari',
  address: 'Jl. Melati 12, Jakarta',
}

const CARD: CustomerMessage = {
  type: 'contacts',
  contacts: [
    {
      name: { formatted_name: 'Rina Lestari', first_name: 'Rina' },
      phones: [{ phone: '+62 812-5550-0199', wa_id: '6281255500199', type: 'CELL' }],
    },
  ],
}

/** Messages that a phone does not create with its composer, in Meta's own format. */
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
const FROM_AD: CustomerMessage = {
  type: 'raw',
  message: {
    type: 'text',
    text: { body: 'Halo, saya lihat iklannya. Masih ada promo?' },
    referral: {
      source_url: 'https://fb.me/2pq8nT1xk',
      source_id: '120208123456780',
      source_type: 'ad',
      headline: 'Bunga mulai 0,9 %',
      body: 'Ajukan sebelum akhir bulan.',
      media_type: 'image',
      ctwa_clid: 'ARAkLkA8rmlFeiCktEJQ',
    },
  },
}

export const SAMPLE_MESSAGES = {
  place: { type: 'location', location: OFFICE },
  card: CARD,
  order: ORDER,
  fromAd: FROM_AD,
  unsupported: { type: 'unsupported' },
} as const satisfies Record<string, CustomerMessage>

/** The form that uploads a file, with the message's other fields. */
export function fileForm(
  file: File,
  { voice = false, caption }: { voice?: boolean; caption?: string } = {},
): FormData {
  const form = new FormData()
  form.set('file', file)
  if (voice) {
    form.set('type', 'audio')
    form.set('voice', 'true')
  }
  if (caption) form.set('caption', caption)
  return form
}

/** Sends one of the simulator's sample files. */
export async function sendSample(
  customer: string,
  name: string,
  about: { voice?: boolean; caption?: string } = {},
) {
  return simulator.sendMessage(customer, fileForm(await simulator.sample(name), about))
}
