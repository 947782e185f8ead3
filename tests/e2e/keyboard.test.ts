import { afterAll, expect, test } from 'bun:test'
import { faultsInBothThemes } from './accessible.ts'
import { signInto } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

const { team, browser, end } = await openTeamInBrowser()
afterAll(end)
/** Oldest first. The list shows them in reverse order. */
const rooms: string[] = []
for (const name of ['Agus', 'Budi', 'Citra']) rooms.push((await team.newRoom({ name })).id)
const page = await browser.window()
await signInto(page, team.server.url, await team.server.account('supervisor', 'Sri Wahyuni'))
await page.getByText('Citra').first().waitFor()

const press = async (...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key)
}
/** Keys of a sequence, which has to be quick: none waits until the page is done with the one before. */
const pressAtOnce = (...keys: string[]) => Promise.all(keys.map((key) => page.keyboard.press(key)))
const conversation = (name: string) =>
  page.getByRole('main', { name: `Conversation with ${name}` }).waitFor()
const tab = (name: RegExp) => page.getByRole('tab', { name })
const details = () => page.getByRole('complementary', { name: 'Details' })

test('J and K go from room to room, and G and N to the newest', async () => {
  await press('j')
  await conversation('Citra')
  await press('j')
  await conversation('Budi')
  await press('j')
  await conversation('Agus')
  await press('k')
  await conversation('Budi')
  await pressAtOnce('g', 'n')
  await conversation('Citra')
})

test('1 to 4 select a queue, / focuses the search, Esc leaves the field', async () => {
  for (const [key, name] of [
    ['1', /Mine/],
    ['2', /Unassigned/],
    ['4', /Closed/],
    ['3', /All/],
  ] as const) {
    await press(key)
    await tab(name).and(page.locator('[aria-selected=true]')).waitFor()
  }
  await press('/')
  const search = page.getByRole('searchbox', { name: 'Search rooms and messages' })
  await page.keyboard.type('4jk')
  expect(await search.inputValue()).toBe('4jk')
  await press('Escape')
  expect(await search.inputValue()).toBe('')
  await press('Escape')
  await press('1')
  await tab(/Mine/).and(page.locator('[aria-selected=true]')).waitFor()
  await press('3')
})

test('R replies to the last message, and letters are typed once the field has focus', async () => {
  await press('r')
  await page.getByText('Reply to Citra').waitFor()
  await page.keyboard.type('jade')
  const text = page.getByLabel('Message', { exact: true })
  expect(await text.inputValue()).toBe('jade')
  await text.fill('')
  await press('Escape', 'Escape')
  await page.getByText('Reply to Citra').waitFor({ state: 'hidden' })
})

test('A opens the assign menu, E closes and reopens the room, T opens the templates, D toggles the details', async () => {
  await press('a')
  await page.getByRole('menuitem', { name: /Sri Wahyuni/ }).waitFor()
  // An open menu handles its own keys.
  await press('e', 'Escape')
  await page.getByRole('menuitem', { name: /Sri Wahyuni/ }).waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: 'Close', exact: true }).waitFor()
  await press('e')
  await page.getByRole('button', { name: 'Reopen' }).waitFor()
  await press('e')
  await page.getByRole('button', { name: 'Close', exact: true }).waitFor()
  await press('t')
  await page.getByRole('dialog', { name: /Send a template to Citra/ }).waitFor()
  await press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await press('d')
  await details().waitFor({ state: 'hidden' })
  await press('d')
  await details().waitFor()
})

test('G S and G I switch pages, and ? shows all shortcuts', async () => {
  await pressAtOnce('g', 's')
  await page.waitForURL(/\/statistics/)
  await pressAtOnce('g', 'i')
  await page.waitForURL(/\/inbox/)
  await press('?')
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await sheet.getByText('Reply to the last message').waitFor()
  expect(await faultsInBothThemes(page)).toEqual([])
  await press('Escape')
  await sheet.waitFor({ state: 'hidden' })
})

test('single-key shortcuts can be switched off, and the list of shortcuts is still in the menu', async () => {
  await page.goto(`${team.server.url}/settings`)
  await page.getByRole('switch', { name: 'Single-key shortcuts' }).click()
  await page.getByRole('heading', { name: 'Settings' }).click()
  await press('g', 'i', '?')
  await page.getByRole('button', { name: /Sri Wahyuni/ }).click()
  await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click()
  await page.getByText('Single keys are switched off in').waitFor()
  expect(page.url()).toEndWith('/settings')
  expect(page.faults).toEqual([])
})
