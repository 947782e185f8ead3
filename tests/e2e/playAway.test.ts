import { afterAll, beforeAll, expect, test } from 'bun:test'
import { answer, lineOf, openPlay, type Play, rowOf, threadOf, ticked } from './playWorld.ts'

let play: Play
beforeAll(async () => {
  play = await openPlay()
})
afterAll(() => play.end())

test('after the server was away nothing is missing and nothing is there twice, on either side', async () => {
  const { simulator } = play
  const dewi = await play.customer('Dewi Lestari')
  await simulator.says(dewi.id, { type: 'text', text: 'sebelum' })
  await play.told()
  await play.give(dewi.phone, 'ana')
  const sri = await play.desk('sri')
  const ana = await play.desk('ana')
  for (const page of [sri, ana]) {
    await rowOf(page, 'Dewi Lestari').click()
    await threadOf(page).getByText('sebelum').waitFor()
  }

  await play.stopServer()
  await ana.getByText(/Connection lost/).waitFor()
  await sri.getByText(/Connection lost\. Retrying in [1-9]\d* s\./).waitFor()
  await answer(ana, 'ditulis tanpa sambungan')
  await ticked(ana, 'ditulis tanpa sambungan', 'Sending')
  // Meta goes on without us, and tries again until we are back.
  for (const text of ['pertama', 'kedua', 'ketiga']) {
    await simulator.says(dewi.id, { type: 'text', text })
  }
  const rina = await play.customer('Rina Wulandari')
  await simulator.says(rina.id, { type: 'text', text: 'Saya baru' })

  await play.startServer()
  for (const page of [sri, ana]) {
    await page.getByText(/Connection lost/).waitFor({ state: 'detached' })
    for (const text of ['pertama', 'kedua', 'ketiga'])
      await threadOf(page).getByText(text).waitFor()
  }
  await rowOf(sri, 'Rina Wulandari').getByText('Saya baru').waitFor()
  await ticked(ana, 'ditulis tanpa sambungan', 'Read')
  await lineOf(sri, 'ditulis tanpa sambungan').waitFor()
  for (const page of [sri, ana]) {
    for (const text of ['sebelum', 'pertama', 'kedua', 'ketiga', 'ditulis tanpa sambungan']) {
      expect(await threadOf(page).getByText(text, { exact: true }).count()).toBe(1)
    }
  }
  const { messages } = await simulator.chat(dewi.id)
  expect(messages.filter(({ from }) => from === 'business').map(({ text }) => text)).toEqual([
    'ditulis tanpa sambungan',
  ])
})
