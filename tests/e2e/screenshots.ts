import { mkdir } from 'node:fs/promises'
import { openBrowser, signInto, type Tab } from './browser.ts'
import { startSampleServer } from './sampleServer.ts'

/** Takes the pictures of the README, on a real server with the sample data: `bun run screenshots`. */
const FOLDER = new URL('../../docs/images/', import.meta.url).pathname
const WIDE = { width: 1440, height: 900 }
const PHONE = { width: 390, height: 844 }

const server = await startSampleServer()
const browser = await openBrowser()
await mkdir(FOLDER, { recursive: true })

const take = (page: Tab, name: string) => page.screenshot({ path: `${FOLDER}${name}.png` })

async function openRoom(page: Tab, name: string, said: string) {
  await page
    .getByRole('list', { name: 'Rooms' })
    .getByRole('link', { name: new RegExp(name) })
    .click()
  await page.getByRole('main').getByText(said).last().waitFor()
}

const wide = await browser.window({ size: WIDE })
await signInto(wide, server.url, server.accountOf('sri'))
await openRoom(wide, 'Budi Santoso', 'Siap, terima kasih mbak')
await wide.getByRole('button', { name: /Play voice note, 0:0[1-9]/ }).waitFor()
await take(wide, 'inbox-light')
await wide.getByRole('button', { name: 'Dark theme' }).click()
await take(wide, 'inbox-dark')
await wide.getByRole('button', { name: 'Light theme' }).click()

await openRoom(wide, 'Hendra Wijaya', 'The 24-hour window is closed')
await wide.getByRole('button', { name: 'Choose a template' }).click()
await wide.getByRole('dialog').getByText('pengingat_angsuran').first().click()
await take(wide, 'template')
await wide.keyboard.press('Escape')

await wide.getByRole('link', { name: 'Simulator' }).click()
await wide.getByRole('button', { name: /^Scenario: / }).click()
await wide.getByRole('menuitemcheckbox', { name: 'photo and voice note' }).click()
await wide.getByRole('switch', { name: 'Duplicates' }).click()
await wide.getByRole('button', { name: 'Run scenario' }).click()
const desk = wide.getByRole('region', { name: 'Agent dashboard' })
await desk.getByRole('button', { name: /Play voice note, 0:0[1-9]/ }).waitFor()
const answer = desk.getByLabel('Message', { exact: true })
await answer.fill('Terima kasih, Bu. Sudah kami terima.')
await answer.press('Enter')
await desk.getByRole('log').getByLabel('Read', { exact: true }).first().waitFor()
await wide.getByRole('switch', { name: 'Failure by code' }).click()
await answer.fill('Kuitansinya kami kirim sebentar lagi.')
await answer.press('Enter')
await desk.getByText(/\(131053\)/).waitFor()
await take(wide, 'simulator')

const phone = await browser.window({ size: PHONE })
await signInto(phone, server.url, server.accountOf('sri'))
await phone.getByText('Budi Santoso').first().waitFor()
await take(phone, 'phone-list')
await openRoom(phone, 'Budi Santoso', 'Siap, terima kasih mbak')
await phone.getByRole('button', { name: /Play voice note, 0:0[1-9]/ }).waitFor()
await take(phone, 'phone-room')

await browser.close()
await server.stop()
process.exit(0)
