import { afterAll, beforeAll, expect, test } from 'bun:test'
import { seriousFaults } from './accessible.ts'
import { signInto } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'
import { answered } from './writeWorld.ts'

const GREETING = 'Halo, ada yang bisa kami bantu?'

const { team, browser, end } = await openTeamInBrowser()
afterAll(end)
beforeAll(async () => {
  for (const json of [
    { shortcut: 'salam', text: GREETING },
    { shortcut: 'tutup', text: 'Sampai jumpa' },
  ]) {
    await team.call('POST', '/quick-replies', team.supervisor, json)
  }
})

/** A supervisor's page that is about to open a new room. */
async function newPage() {
  const { id } = await team.newRoom()
  const page = await browser.window()
  await signInto(page, team.server.url, await team.server.account('supervisor', 'Sri'))
  const text = page.getByLabel('Message', { exact: true })
  const open = () => page.goto(`${team.server.url}/inbox/${id}`)
  return { id, page, text, open }
}

test('Enter does not send a bare shortcut while the quick replies are loading', async () => {
  const { id, page, text, open } = await newPage()
  const known = Promise.withResolvers<void>()
  await page.route('**/quick-replies', async (route) => {
    await known.promise
    await route.continue()
  })
  await open()
  await text.fill('/salam')
  await text.press('Enter')
  expect(await text.inputValue()).toBe('/salam')
  known.resolve()
  await page.getByRole('option', { name: /salam/ }).waitFor()
  await text.press('Enter')
  expect(await text.inputValue()).toBe(GREETING)
  // Texts are sent one after the other: when this one is, the shortcut would have been.
  const sent = answered(page, '/messages/send')
  await text.press('Enter')
  await sent
  const { body } = await team.call('GET', `/rooms/${id}/messages`, team.supervisor)
  const texts = body.data.map((one: { content_text: string }) => one.content_text)
  expect(texts).toEqual([GREETING, 'Halo'])
})

test('quick replies handle keys only in the text field, not elsewhere on the page', async () => {
  const { page, text, open } = await newPage()
  await open()
  await text.fill('/')
  await page.getByRole('listbox', { name: 'Quick replies' }).waitFor()
  const details = page.getByRole('button', { name: 'Details', exact: true })
  await details.focus()
  const panel = page.getByRole('complementary', { name: 'Details' })
  await panel.waitFor()
  await page.keyboard.press('Enter')
  await panel.waitFor({ state: 'hidden' })
  await text.press('Shift+Tab')
  expect(await text.evaluate((field) => field === document.activeElement)).toBe(false)
  expect(await text.inputValue()).toBe('/')
})

test('the text field tells assistive technology which quick reply is chosen', async () => {
  const { page, text, open } = await newPage()
  await open()
  await text.fill('/')
  const option = (name: RegExp) => page.getByRole('option', { name })
  await option(/salam/).waitFor()
  const active = () => text.getAttribute('aria-activedescendant')
  const first = await active()
  await text.press('ArrowDown')
  await page.locator('[role=option][aria-selected=true]').and(option(/tutup/)).waitFor()
  expect(await active()).toBe(await option(/tutup/).getAttribute('id'))
  expect(first).toBe(await option(/salam/).getAttribute('id'))
  expect(await seriousFaults(page)).toEqual([])
})
