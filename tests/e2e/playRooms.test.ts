import { afterAll, beforeAll, expect, test } from 'bun:test'
import { newPhone } from '../helpers/webhooks.ts'
import { seriousFaults } from './accessible.ts'
import {
  answer,
  detailsOf,
  openPlay,
  type Play,
  rowOf,
  threadOf,
  waitForTick,
} from './playWorld.ts'

const HOUR = 3_600_000
const PHONE = { width: 390, height: 844 }

let play: Play
beforeAll(async () => {
  play = await openPlay()
})
afterAll(() => play.end())

test('a closed window says so, a template can be sent, and a reply opens the window again', async () => {
  const { simulator } = play
  const hendra = await play.customer('Hendra Wijaya')
  const at = new Date(Date.now() - 30 * HOUR).toISOString()
  await simulator.says(hendra.id, { type: 'text', text: 'Besok saya kabari', at })
  await play.webhooksDelivered()
  const sri = await play.openDashboard('sri')
  await rowOf(sri, 'Hendra Wijaya').click()
  await sri.getByText('The 24-hour window is closed').waitFor()
  expect(await sri.getByLabel('Message', { exact: true }).count()).toBe(0)
  await sri.getByRole('button', { name: 'Choose a template' }).click()
  const dialog = sri.getByRole('dialog')
  await dialog.getByText('pengingat_angsuran').first().click()
  for (const [n, value] of ['Pak Hendra', '7', 'Rp 1.850.000', '18 Mei 2026'].entries()) {
    await dialog.getByLabel(`Variable ${n + 1}`).fill(value)
  }
  await dialog.getByRole('button', { name: 'Send template' }).click()
  await waitForTick(sri, 'Halo Pak Hendra, angsuran ke-7', 'Read')
  const { messages } = await simulator.chat(hendra.id)
  const template = messages.at(-1)!
  expect(template.text).toContain('Halo Pak Hendra, angsuran ke-7 sebesar Rp 1.850.000')
  await simulator.says(hendra.id, {
    type: 'press',
    message_id: template.id,
    option: template.options[0]!.id,
  })
  await threadOf(sri).getByText('Minta bantuan', { exact: true }).last().waitFor()
  await sri.getByLabel('Message', { exact: true }).waitFor()
  expect(sri.faults).toEqual([])
})

test('a search finds rooms by name and messages by word, and scrolls to the message', async () => {
  const { simulator } = play
  const agus = await play.customer('Agus Prasetyo')
  await simulator.says(agus.id, { type: 'text', text: 'Kuitansi pelunasan sudah saya terima' })
  for (let n = 1; n <= 30; n++) {
    await simulator.says(agus.id, { type: 'text', text: `baris ${n}` })
  }
  await play.findable('pelunasan')
  const sri = await play.openDashboard('sri')
  await rowOf(sri, 'Agus Prasetyo').getByText('baris 30').waitFor()
  const field = sri.getByLabel('Search rooms and messages')
  await field.fill('pelunasan')
  await sri
    .getByRole('link', { name: /Kuitansi pelunasan/ })
    .first()
    .click()
  await threadOf(sri).getByText('Kuitansi pelunasan sudah saya terima').waitFor()
  await field.fill('Agus')
  await sri
    .getByRole('region', { name: 'Rooms', exact: true })
    .getByRole('link', { name: /Agus Prasetyo/ })
    .first()
    .waitFor()
})

test('the dark theme covers the whole page, has no serious accessibility faults, and is remembered', async () => {
  const { simulator } = play
  const dewi = await play.customer('Dewi Lestari')
  await simulator.says(dewi.id, { type: 'text', text: 'Halo' })
  await play.webhooksDelivered()
  const sri = await play.openDashboard('sri')
  await rowOf(sri, 'Dewi Lestari').click()
  await threadOf(sri).getByText('Halo').waitFor()
  const background = () => sri.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const light = await background()
  await sri.getByRole('button', { name: 'Dark theme' }).click()
  expect(await seriousFaults(sri)).toEqual([])
  expect(await background()).not.toBe(light)
  await sri.reload()
  await threadOf(sri).getByText('Halo').waitFor()
  expect(await sri.getAttribute('html', 'data-theme')).toBe('dark')
})

test('on a phone, an agent goes from the list to a room, answers, opens the details, and returns', async () => {
  const { simulator } = play
  const lina = await simulator.customer({ phone: newPhone(), name: 'Lina Marlina' })
  await simulator.says(lina.id, { type: 'text', text: 'Buka hari Sabtu?' })
  await play.webhooksDelivered()
  await play.assignRoom(lina.phone, 'ana')
  const ana = await play.openDashboard('ana', PHONE)
  await rowOf(ana, 'Lina Marlina').click()
  await threadOf(ana).getByText('Buka hari Sabtu?').waitFor()
  expect(await rowOf(ana, 'Lina Marlina').count()).toBe(0)
  await answer(ana, 'Buka, sampai pukul 14.00')
  await waitForTick(ana, 'Buka, sampai pukul 14.00', 'Read')
  expect(await seriousFaults(ana)).toEqual([])
  await ana.getByRole('button', { name: 'More actions' }).click()
  await ana.getByRole('menuitem', { name: 'Details' }).click()
  await detailsOf(ana).getByRole('heading', { name: 'Lina Marlina' }).waitFor()
  await ana.getByRole('button', { name: 'Close', exact: true }).last().click()
  await ana.getByRole('link', { name: 'Back to the list' }).click()
  await rowOf(ana, 'Lina Marlina')
    .getByText(/Buka, sampai pukul 14.00/)
    .waitFor()
  const [scrollWidth, clientWidth] = await ana.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return [scrollWidth, clientWidth] as const
  })
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth)
})
