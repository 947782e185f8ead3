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

/** Kinds that a phone makes by other means than its composer, in Meta's own shape. */
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

export const SAYINGS = {
  place: { type: 'location', location: OFFICE },
  card: CARD,
  order: ORDER,
  fromAd: FROM_AD,
  unsupported: { type: 'unsupported' },
} as const satisfies Record<string, CustomerMessage>

/** A file of the customer's own, with its message in one form. */
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

/** One of the simulator's own files, for who has none at hand. */
export async function sendSample(
  customer: string,
  name: string,
  about: { voice?: boolean; caption?: string } = {},
) {
  return simulator.say(customer, fileForm(await simulator.sample(name), about))
}
