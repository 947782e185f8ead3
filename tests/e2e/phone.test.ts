import { afterAll, expect, test } from 'bun:test'
import { ADMIN } from '../helpers/server.ts'
import { faultsInBothThemes } from './accessible.ts'
import { row, signInto } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

const PHOTO = new URL('../fixtures/media/photo.png', import.meta.url)

const { team, browser, end } = await openTeamInBrowser()
afterAll(end)

test('the bottom bar has five entries whose names are not cut short, and all pages are reached by keyboard', async () => {
  const page = await browser.window({ size: { width: 320, height: 640 }, touch: true })
  await signInto(page, team.server.url, ADMIN)
  const bar = page.getByRole('navigation', { name: /Main|Utama/ })
  const more = bar.getByRole('button')
  expect(await more.getAttribute('aria-current')).toBeNull()
  await more.focus()
  await page.keyboard.press('Enter')
  const pages = page.getByRole('menuitem')
  await pages.first().waitFor()
  expect(await pages.allTextContents()).toEqual(['Manage', 'Simulator', 'Settings'])
  expect(await faultsInBothThemes(page)).toEqual([])
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Bahasa Indonesia' }).waitFor()
  expect(await more.getAttribute('aria-current')).toBe('true')
  await page.getByRole('button', { name: 'Bahasa Indonesia' }).click()
  await bar.getByText('Kotak masuk').waitFor()
  for (const width of [320, 360, 390]) {
    await page.setViewportSize({ width, height: 640 })
    expect(await bar.evaluate(cutShort)).toEqual([])
  }
  await bar.getByRole('link', { name: 'Statistik' }).tap()
  await page.waitForURL(/statistics/)
  expect(await more.getAttribute('aria-current')).toBeNull()
  expect(page.faults).toEqual([])
})

const cutShort = (bar: Element) =>
  [...bar.querySelectorAll('.truncate')]
    .filter((one) => one.scrollWidth > one.clientWidth)
    .map((one) => one.textContent)

test('on a phone a conversation fills the screen, and its details can close and assign the room', async () => {
  await team.newRoom({ name: 'Budi Santoso' })
  const page = await browser.window({ size: { width: 390, height: 844 } })
  await signInto(page, team.server.url, await team.server.account('supervisor', 'Sri Wahyuni'))
  const bar = page.getByRole('navigation', { name: 'Main' })
  await bar.getByRole('button', { name: 'More' }).waitFor()
  expect(await faultsInBothThemes(page)).toEqual([])
  await row(page, 'Budi Santoso').getByRole('link').click()
  await page.getByRole('main', { name: 'Conversation with Budi Santoso' }).waitFor()
  await bar.waitFor({ state: 'hidden' })
  expect(await faultsInBothThemes(page)).toEqual([])

  const text = page.getByLabel('Message', { exact: true })
  const add = page.getByRole('button', { name: 'Attach, template, quick replies' })
  const send = page.getByRole('button', { name: 'Send', exact: true })
  await add.click()
  await page.getByRole('menuitem', { name: 'Quick replies' }).click()
  expect(await text.inputValue()).toBe('/')
  await text.fill('')
  // One button for two purposes: it records while there is nothing to send.
  await page.getByRole('button', { name: 'Record a voice note' }).waitFor()
  await text.fill('Selamat pagi')
  const sent = page.waitForResponse((answer) => answer.url().endsWith('/messages/send'))
  await send.click()
  expect((await sent).status()).toBe(201)
  await send.waitFor({ state: 'hidden' })
  await add.click()
  await page.getByRole('menuitem', { name: 'Internal note' }).click()
  await page.getByRole('button', { name: 'Save note' }).waitFor()
  expect(await faultsInBothThemes(page)).toEqual([])
  await page.getByRole('button', { name: 'Internal note' }).click()

  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Details' }).click()
  const close = page.getByRole('button', { name: 'Close room' })
  await close.waitFor()
  expect(await faultsInBothThemes(page)).toEqual([])
  await page.getByRole('button', { name: 'Assign' }).last().click()
  await page.getByRole('menuitem', { name: /One/ }).click()
  await page.getByRole('button', { name: 'Remove One from the room' }).waitFor()
  await close.click()
  await page.getByRole('button', { name: 'Reopen' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Back to the list' }).click()
  await bar.waitFor()
  expect(page.faults).toEqual([])
})

test('with an on-screen keyboard, Enter inserts a line break and the button sends', async () => {
  const { id } = await team.newRoom()
  const page = await browser.window({ size: { width: 390, height: 844 }, touch: true })
  await signInto(page, team.server.url, await team.server.account('supervisor'))
  await page.goto(`${team.server.url}/inbox/${id}`)
  const text = page.getByLabel('Message', { exact: true })
  await text.fill('one')
  await text.press('Enter')
  await page.keyboard.type('two')
  expect(await text.inputValue()).toBe('one\ntwo')
  const sent = page.waitForRequest((asked) => asked.url().endsWith('/messages/send'))
  await page.getByRole('button', { name: 'Send', exact: true }).tap()
  expect((await sent).postDataJSON()).toMatchObject({ text: 'one\ntwo' })
  // A keyboard of its own has the keys for it.
  await text.fill('three')
  const next = page.waitForRequest((asked) => asked.url().endsWith('/messages/send'))
  await text.press('Control+Enter')
  expect((await next).postDataJSON()).toMatchObject({ text: 'three' })
})

test('on a phone a tag leads to its rooms also after a search, and the next room opens without details', async () => {
  const rooms = [await team.newRoom({ name: 'Gunawan' }), await team.newRoom({ name: 'Gunadi' })]
  for (const { id } of rooms)
    await team.call('PUT', `/rooms/${id}/tags`, team.supervisor, { tags: ['Lancar'] })
  const page = await browser.window({ size: { width: 390, height: 844 } })
  await signInto(page, team.server.url, await team.server.account('supervisor', 'Sri Wahyuni'))
  await page.getByRole('searchbox', { name: 'Search rooms and messages' }).fill('Gunawan')
  await page.getByRole('link', { name: /Gunawan/ }).click()
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Details' }).click()
  const details = page.getByRole('complementary', { name: 'Details' })
  await details.getByRole('link', { name: 'Lancar' }).click()
  await row(page, 'Gunadi').getByRole('link').click()
  const main = page.getByRole('main', { name: 'Conversation with Gunadi' })
  await main.getByRole('log').waitFor()
  expect(await details.count()).toBe(0)
  expect(page.faults).toEqual([])
})

test('in a window enlarged fourfold a room keeps its header, and with it the way back', async () => {
  const { id } = await team.newRoom({ name: 'Wulan' })
  const page = await browser.window({ size: { width: 320, height: 256 } })
  await signInto(page, team.server.url, await team.server.account('supervisor', 'Sri Wahyuni'))
  await page.goto(`${team.server.url}/inbox/${id}`)
  await page.getByLabel('Message', { exact: true }).click()
  await page.getByRole('link', { name: 'Back to the list' }).click()
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
})

test('a template is found by category, shows its empty variables, and is sent once they are filled in', async () => {
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
  // The template's quick reply is shown, but is nothing to fill in.
  await dialog.getByRole('listitem').getByText('Minta bantuan').waitFor()
  expect(await dialog.getByRole('textbox').count()).toBe(4)
  expect(await dialog.getByRole('button', { name: 'Send template' }).isDisabled()).toBe(true)
  expect(await faultsInBothThemes(page)).toEqual([])
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

async function sendPhoto(roomId: string): Promise<void> {
  const body = new FormData()
  body.set('room_id', roomId)
  body.set('media', new File([await Bun.file(PHOTO).bytes()], 'a.png', { type: 'image/png' }))
  const headers = { authorization: `Bearer ${team.supervisor.token}` }
  const to = `${team.server.url}/messages/send-media-combined`
  expect((await fetch(to, { method: 'POST', headers, body })).status).toBe(201)
}

test('on a phone, Back closes an overlay first, and leaves the conversation only after that', async () => {
  const { id } = await team.newRoom({ name: 'Citra' })
  await sendPhoto(id)
  const page = await browser.window({ size: { width: 390, height: 844 } })
  await signInto(page, team.server.url, await team.server.account('supervisor', 'Sri Wahyuni'))
  await row(page, 'Citra').getByRole('link').click()
  const conversation = page.getByRole('main', { name: 'Conversation with Citra' })
  await conversation.waitFor()
  const back = () => page.evaluate(() => history.back())

  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Details' }).click()
  await page.getByRole('complementary', { name: 'Details' }).waitFor()
  await back()
  await page.getByRole('complementary', { name: 'Details' }).waitFor({ state: 'hidden' })

  await page.getByRole('button', { name: /Enlarge the photo/ }).click()
  await page.getByRole('dialog').waitFor()
  await back()
  await page.getByRole('dialog').waitFor({ state: 'detached' })

  await page.getByRole('button', { name: 'Attach, template, quick replies' }).click()
  await page.getByRole('menuitem', { name: 'Choose a template' }).click()
  await page.getByRole('dialog').waitFor()
  await back()
  await page.getByRole('dialog').waitFor({ state: 'detached' })

  await page.waitForURL(`**/inbox/${id}`)
  expect(await conversation.isVisible()).toBe(true)
  await back()
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  expect(page.url()).not.toContain(id)
  expect(page.faults).toEqual([])
})
