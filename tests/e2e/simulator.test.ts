import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Server, startServer } from '../helpers/server.ts'
import { simulatorClient } from '../helpers/simulator.ts'
import { newPhone } from '../helpers/webhooks.ts'
import { seriousFaults } from './accessible.ts'
import { openBrowser, signInto, type Tab } from './browser.ts'

let server: Server
let browser: Awaited<ReturnType<typeof openBrowser>>
let simulator: ReturnType<typeof simulatorClient>
beforeAll(async () => {
  server = await startServer()
  simulator = simulatorClient(`${server.url}/simulator`)
  await simulator.behave({ delivered_after_ms: 0, read_after_ms: 0 })
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

/** The simulator's page, showing the phone of a new customer. */
async function opened(name: string): Promise<{ page: Tab; id: string }> {
  const { id } = await simulator.customer({ phone: newPhone(), name })
  const page = await browser.window()
  await signInto(page, server.url, await server.account('supervisor', 'Sri Wahyuni'))
  await page.getByRole('link', { name: 'Simulator' }).click()
  await page.getByRole('button', { name: /^Customer: / }).click()
  await page.getByRole('menuitemcheckbox', { name }).click()
  return { page, id }
}
const phoneOf = (page: Tab) => page.getByRole('region', { name: 'Customer’s phone' })
const deskOf = (page: Tab) => page.getByRole('region', { name: 'Agent dashboard' })
/** Changes the simulator's behaviour. The page shows the change at once: what is sent next may be there before it. */
async function change(page: Tab, act: () => Promise<void>): Promise<void> {
  const changed = page.waitForResponse(
    (answer) =>
      answer.url().endsWith('/simulator/behaviour') && answer.request().method() === 'POST',
  )
  await act()
  await changed
}

test('a customer’s message appears in the dashboard beside the phone, and the answer on the phone', async () => {
  const { page } = await opened('Dewi Lestari')
  const phone = phoneOf(page)
  const desk = deskOf(page)
  await phone.getByLabel('Message as Dewi').fill('Selamat siang')
  await phone.getByLabel('Message as Dewi').press('Enter')
  await desk.getByRole('log').getByText('Selamat siang').waitFor()
  await desk.getByLabel('Message', { exact: true }).fill('Halo, ada yang bisa dibantu?')
  await desk.getByLabel('Message', { exact: true }).press('Enter')
  await phone.getByText('Halo, ada yang bisa dibantu?').waitFor()
  await desk.getByRole('log').getByLabel('Read', { exact: true }).waitFor()
  const log = page.getByRole('region', { name: 'Event log' })
  await log.getByText('status.read').waitFor()
  expect(await seriousFaults(page)).toEqual([])
  await page.getByRole('button', { name: 'Dark theme' }).click()
  expect(await seriousFaults(page)).toEqual([])
  expect(page.faults).toEqual([])
})

test('a photo, a voice note, a location and a reaction are shown by their type', async () => {
  const { page, id } = await opened('Siti Rahmawati')
  const thread = deskOf(page).getByRole('log')
  await page.getByRole('button', { name: 'Send a photo' }).click()
  await thread.getByRole('button', { name: /Enlarge the photo/ }).waitFor()
  await page.getByRole('button', { name: 'Send a voice note' }).click()
  await thread.getByRole('button', { name: /Play voice note/ }).waitFor()
  await page.getByRole('button', { name: 'Send a location' }).click()
  await thread.getByText('Warung Bu Sari').waitFor()
  const phone = phoneOf(page)
  await phone.getByText('Warung Bu Sari').hover()
  await phone.getByRole('button', { name: 'What to do with it' }).last().click()
  await page.getByRole('button', { name: '🙏', exact: true }).click()
  await thread.getByRole('img', { name: /reacted with 🙏/ }).waitFor()
  const { messages } = await simulator.chat(id)
  expect(messages.at(-1)!.reactions.customer).toBe('🙏')
  expect(page.faults).toEqual([])
})

test('a failed message shows its code, and a duplicated webhook shows one message, marked', async () => {
  const { page } = await opened('Budi Santoso')
  const phone = phoneOf(page)
  const thread = deskOf(page).getByRole('log')
  const panel = page.getByRole('region', { name: 'Misbehaviours' })
  await change(page, () => panel.getByRole('switch', { name: 'Duplicates' }).click())
  await change(page, () => panel.getByRole('slider').press('End'))
  await panel.getByText('100 %').waitFor()
  await phone.getByLabel('Message as Budi').fill('sekali saja')
  await phone.getByLabel('Message as Budi').press('Enter')
  await thread.getByText('Sent twice, shown once').waitFor()
  expect(await thread.getByText('sekali saja').count()).toBe(1)
  await change(page, () => panel.getByRole('switch', { name: 'Failure by code' }).click())
  await deskOf(page).getByLabel('Message', { exact: true }).fill('tidak sampai')
  await deskOf(page).getByLabel('Message', { exact: true }).press('Enter')
  await thread.getByText(/\(131053\)/).waitFor()
  expect(await phone.getByText('tidak sampai').count()).toBe(0)
  await panel.getByRole('button', { name: 'All off' }).click()
  await panel.getByRole('slider').waitFor({ state: 'detached' })
  await thread.getByRole('button', { name: 'Retry' }).click()
  await phone.getByText('tidak sampai').waitFor()
})

test('a scenario plays a customer with a hidden number, and shows their phone', async () => {
  const { page } = await opened('Agus Prasetyo')
  await page.getByRole('button', { name: /^Scenario: / }).click()
  await page.getByRole('menuitemcheckbox', { name: 'hidden number' }).click()
  await page.getByRole('button', { name: 'Run scenario' }).click()
  await deskOf(page).getByText('Phone number hidden').waitFor()
  await phoneOf(page).getByText('Halo, nomor saya memang tidak saya tampilkan.').waitFor()
})
