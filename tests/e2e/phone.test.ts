import { afterAll, beforeAll, expect, test } from 'bun:test'
import { openTeam, type Team } from '../integration/roomsWorld.ts'
import { seriousFaults } from './accessible.ts'
import { openBrowser, row, signInto } from './browser.ts'

let team: Team
let browser: Awaited<ReturnType<typeof openBrowser>>
beforeAll(async () => {
  team = await openTeam()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  await team.end()
})

test('on a phone a conversation has the screen, and its details close and assign the room', async () => {
  await team.newRoom({ name: 'Budi Santoso' })
  const page = await browser.window({ size: { width: 390, height: 844 } })
  await signInto(page, team.server.url, await team.server.account('supervisor', 'Sri Wahyuni'))
  const bar = page.getByRole('navigation', { name: 'Main' })
  await bar.getByRole('link', { name: 'Settings' }).waitFor()
  expect(await seriousFaults(page)).toEqual([])
  await row(page, 'Budi Santoso').getByRole('link').click()
  await page.getByRole('main', { name: 'Conversation with Budi Santoso' }).waitFor()
  await bar.waitFor({ state: 'hidden' })
  expect(await seriousFaults(page)).toEqual([])

  const text = page.getByLabel('Message', { exact: true })
  const add = page.getByRole('button', { name: 'Attach, template, quick replies' })
  const send = page.getByRole('button', { name: 'Send', exact: true })
  await add.click()
  await page.getByRole('menuitem', { name: 'Quick replies' }).click()
  expect(await text.inputValue()).toBe('/')
  await text.fill('')
  // One button: it records while there is nothing to send.
  await page.getByRole('button', { name: 'Record a voice note' }).waitFor()
  await text.fill('Selamat pagi')
  const sent = page.waitForResponse((answer) => answer.url().endsWith('/messages/send'))
  await send.click()
  expect((await sent).status()).toBe(201)
  await send.waitFor({ state: 'hidden' })
  await add.click()
  await page.getByRole('menuitem', { name: 'Internal note' }).click()
  await page.getByRole('button', { name: 'Save note' }).waitFor()
  expect(await seriousFaults(page)).toEqual([])
  await page.getByRole('button', { name: 'Internal note' }).click()

  await page.getByRole('button', { name: 'Details' }).click()
  const close = page.getByRole('button', { name: 'Close room' })
  await close.waitFor()
  expect(await seriousFaults(page)).toEqual([])
  await page.getByRole('button', { name: 'Assign' }).last().click()
  await page.getByRole('menuitem', { name: /One/ }).click()
  await page.getByRole('button', { name: 'Take One off the room' }).waitFor()
  await close.click()
  await page.getByRole('button', { name: 'Reopen' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Back to the list' }).click()
  await bar.waitFor()
  expect(page.faults).toEqual([])
})

test('a template is found by category, its gaps are seen, and it is sent once they are filled', async () => {
  const { id } = await team.newRoom({ name: 'Agus Prasetyo' })
  const page = await browser.window()
  await signInto(page, team.server.url, await team.server.account('supervisor', 'Sri Wahyuni'))
  await page.goto(`${team.server.url}/inbox/${id}`)
  await page.getByRole('button', { name: 'Choose a template' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Utility' }).click()
  await dialog.getByRole('button', { name: /promo_akhir_tahun/ }).waitFor({ state: 'hidden' })
  await dialog.getByRole('button', { name: /pengingat_angsuran/ }).click()
  const gaps = dialog.locator('mark')
  await gaps.getByText('2', { exact: true }).waitFor()
  // What the customer may answer with is shown, and is nothing to fill in.
  await dialog.getByRole('listitem').getByText('Minta bantuan').waitFor()
  expect(await dialog.getByRole('textbox').count()).toBe(4)
  expect(await dialog.getByRole('button', { name: 'Send template' }).isDisabled()).toBe(true)
  expect(await seriousFaults(page)).toEqual([])
  for (const field of await dialog.getByRole('textbox').all()) {
    if ((await field.inputValue()) === '') await field.fill('7')
  }
  const sent = page.waitForResponse((answer) => answer.url().endsWith('/messages/send-template'))
  await dialog.getByRole('button', { name: 'Send template' }).click()
  expect((await sent).status()).toBe(201)
  await dialog.waitFor({ state: 'hidden' })
  await page.getByRole('log').getByText('pengingat_angsuran').waitFor()
  expect(page.faults).toEqual([])
})
