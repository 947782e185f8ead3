import type { NewCustomer } from '../../protocol/simulator.ts'
import { simulator } from './data/api.ts'
import { sendSample } from './phone/said.ts'

const HOUR_MS = 3_600_000

type Scenario = { id: string; run: () => Promise<string> }

const NAMES = ['Dewi Lestari', 'Budi Santoso', 'Siti Rahmawati', 'Agus Prasetyo', 'Rina Wulandari']
let turn = 0
const nextName = () => NAMES[turn++ % NAMES.length]!

/** Somebody new. @returns the id */
async function someone(about: Partial<NewCustomer> = {}): Promise<string> {
  return (await simulator.putCustomer({ name: nextName(), ...about })).id
}
const says = (id: string, text: string, at?: string) =>
  simulator.say(id, { type: 'text', text, ...(at && { at }) })

/** What goes on in an inbox, in one press. Each answers whose phone to take in hand. */
export const SCENARIOS = [
  {
    id: 'first',
    async run() {
      const id = await someone()
      await says(id, 'Selamat siang, saya mau tanya sisa angsuran.')
      return id
    },
  },
  {
    id: 'hidden',
    async run() {
      const id = await someone({ username: 'dewi.lestari', hidden: true })
      await says(id, 'Halo, nomor saya memang tidak saya tampilkan.')
      return id
    },
  },
  {
    id: 'closed',
    async run() {
      const id = await someone()
      await says(
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
      const id = await someone()
      await says(id, 'Saya sudah transfer tadi pagi.')
      await sendSample(id, 'receipt.jpg', { caption: 'Ini buktinya' })
      await sendSample(id, 'voice.ogg', { voice: true })
      return id
    },
  },
  {
    id: 'rush',
    async run() {
      const ids = await Promise.all(NAMES.map(() => someone()))
      await Promise.all(ids.map((id, n) => says(id, `Halo, saya nomor ${n + 1}.`)))
      return ids[0]!
    },
  },
  {
    id: 'disorder',
    async run() {
      await simulator.behave({ duplicates: 1, reorder_within: 5 })
      const id = await someone()
      const words = ['satu', 'dua', 'tiga', 'empat', 'lima']
      for (const [n, word] of words.entries()) {
        const at = new Date(Date.now() - (words.length - n) * 1_000).toISOString()
        await says(id, word, at)
      }
      return id
    },
  },
] as const satisfies readonly Scenario[]
