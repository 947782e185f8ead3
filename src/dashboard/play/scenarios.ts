import type { NewCustomer } from '../../protocol/simulator.ts'
import { simulator } from './data/api.ts'
import { sendSample } from './phone/sampleMessages.ts'

const HOUR_MS = 3_600_000

type Scenario = { id: string; run: () => Promise<string> }

const NAMES = ['Dewi Lestari', 'Budi Santoso', 'Siti Rahmawati', 'Agus Prasetyo', 'Rina Wulandari']
let turn = 0
const nextName = () => NAMES[turn++ % NAMES.length]!

/** Creates a customer. @returns its id */
async function createCustomer(about: Partial<NewCustomer> = {}): Promise<string> {
  return (await simulator.putCustomer({ name: nextName(), ...about })).id
}
const sendText = (id: string, text: string, at?: string) =>
  simulator.sendMessage(id, { type: 'text', text, ...(at && { at }) })

/** Typical situations of an inbox, one click each. Each returns the customer whose phone to show. */
export const SCENARIOS = [
  {
    id: 'first',
    async run() {
      const id = await createCustomer()
      await sendText(id, 'Selamat siang, saya mau tanya sisa angsuran.')
      return id
    },
  },
  {
    id: 'hidden',
    async run() {
      const id = await createCustomer({ username: 'dewi.lestari', hidden: true })
      await sendText(id, 'Halo, nomor saya memang tidak saya tampilkan.')
      return id
    },
  },
  {
    id: 'closed',
    async run() {
      const id = await createCustomer()
      await sendText(
        id,
        'Besok saya kabari lagi ya.',
        new Date(Date.now() - 30 * HOUR_MS).toISOString(),
      )
      return id
    },
  },
  {
    id: 'files',
    async run() {
      const id = await createCustomer()
      await sendText(id, 'Saya sudah transfer tadi pagi.')
      await sendSample(id, 'receipt.jpg', { caption: 'Ini buktinya' })
      await sendSample(id, 'voice.ogg', { voice: true })
      return id
    },
  },
  {
    id: 'rush',
    async run() {
      const ids = await Promise.all(NAMES.map(() => createCustomer()))
      await Promise.all(ids.map((id, n) => sendText(id, `Halo, saya nomor ${n + 1}.`)))
      return ids[0]!
    },
  },
  {
    id: 'disorder',
    async run() {
      await simulator.changeBehaviour({ duplicates: 1, reorder_within: 5 })
      const id = await createCustomer()
      const words = ['satu', 'dua', 'tiga', 'empat', 'lima']
      for (const [n, word] of words.entries()) {
        const at = new Date(Date.now() - (words.length - n) * 1_000).toISOString()
        await sendText(id, word, at)
      }
      return id
    },
  },
] as const satisfies readonly Scenario[]
