import { afterAll, expect, test } from 'bun:test'
import { row, signInto } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

const { team, browser, end } = await openTeamInBrowser()
afterAll(end)
/** Oldest first. The list shows them in reverse order. */
const rooms = new Map<string, string>()
for (const name of ['Agus', 'Budi', 'Citra', 'Dewi'])
  rooms.set(name, (await team.newRoom({ name })).id)
const page = await browser.window()
await signInto(page, team.server.url, await team.server.account('supervisor', 'Sri Wahyuni'))
const list = page.getByRole('list', { name: /^Rooms/ })
const conversation = (name: string) =>
  page.getByRole('main', { name: `Conversation with ${name}` }).waitFor()

test('in a list of unread rooms, the open one stays in its place until another is opened', async () => {
  await page.getByRole('button', { name: 'Unread' }).click()
  await row(page, 'Citra').getByRole('link').click()
  await conversation('Citra')
  await page.getByRole('img', { name: '3 rooms with unread messages' }).waitFor()
  expect(await list.getByRole('link').count()).toBe(4)
  await list.locator('[aria-current]', { hasText: 'Citra' }).waitFor()
  await page.keyboard.press('j')
  await conversation('Budi')
  await row(page, 'Citra').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Unread' }).click()
  await row(page, 'Citra').waitFor()
  await page.getByRole('button', { name: 'Unread' }).click()
  await row(page, 'Budi').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Unread' }).click()
})

test('J goes on from where a room was that is closed', async () => {
  await row(page, 'Citra').getByRole('link').click()
  await conversation('Citra')
  await page.keyboard.press('e')
  await row(page, 'Citra').waitFor({ state: 'detached' })
  await page.keyboard.press('j')
  await conversation('Budi')
  expect(page.faults).toEqual([])
})
