import { afterAll, beforeAll, expect, test } from 'bun:test'
import { answer, lineOf, openPlay, type Play, rowOf, threadOf, waitForTick } from './playWorld.ts'

let play: Play
beforeAll(async () => {
  play = await openPlay()
})
afterAll(() => play.end())

test('after an outage of the server, no message is missing or duplicated on either side', async () => {
  const { simulator } = play
  const dewi = await play.customer('Dewi Lestari')
  await simulator.says(dewi.id, { type: 'text', text: 'sebelum' })
  await play.webhooksDelivered()
  await play.assignRoom(dewi.phone, 'ana')
  const sri = await play.openDashboard('sri')
  const ana = await play.openDashboard('ana')
  for (const page of [sri, ana]) {
    await rowOf(page, 'Dewi Lestari').click()
    await threadOf(page).getByText('sebelum').waitFor()
  }

  await play.stopServer()
  await ana.getByText(/Connection lost/).waitFor()
  await sri.getByText(/Connection lost\. Retrying in [1-9]\d* s\./).waitFor()
  await answer(ana, 'ditulis tanpa sambungan')
  await waitForTick(ana, 'ditulis tanpa sambungan', 'Sending')
  // The simulated Meta continues without us, and retries its webhooks until we are back.
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
  await waitForTick(ana, 'ditulis tanpa sambungan', 'Read')
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
