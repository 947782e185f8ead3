import { afterAll, expect, test } from 'bun:test'
import { faultsInBothThemes } from './accessible.ts'
import { focused, row, signInto, type Tab } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'
import { smallTargets } from './targets.ts'
import { PHONE } from './touchWorld.ts'

const { team, browser, end, opened } = await openTeamInBrowser()
afterAll(end)

const panel = (page: Tab) => page.getByRole('complementary', { name: 'Details' })
const titled = (page: Tab, title: string) =>
  panel(page).getByRole('heading', { name: title, exact: true })
const edit = (page: Tab) => panel(page).getByRole('button', { name: 'Change the title' })
const field = (page: Tab) => panel(page).getByLabel('Title', { exact: true })
const titleOf = async (roomId: string) =>
  (await team.call('GET', `/rooms/${roomId}`, team.supervisor)).body.data.room_title

test('an agent changes the title of its room, which everybody sees at once, and removes it again', async () => {
  const { id } = await team.newRoom({ name: 'Budi' })
  const [page, other] = [await opened('agent', id), await opened('supervisor', id)]
  await edit(page).click()
  expect(await field(page).inputValue()).toBe('Budi')
  expect(await faultsInBothThemes(page)).toEqual([])
  await field(page).fill('  Toko Budi Jaya ')
  await field(page).press('Enter')
  for (const one of [page, other]) {
    await titled(one, 'Toko Budi Jaya').waitFor()
    await one.getByRole('main', { name: 'Conversation with Toko Budi Jaya' }).waitFor()
    await row(one, 'Toko Budi Jaya').waitFor()
    await panel(one).getByText('Sri Wahyuni named the room Toko Budi Jaya').waitFor()
  }
  await field(page).waitFor({ state: 'detached' })
  expect(await titleOf(id)).toBe('Toko Budi Jaya')
  // Focus is where it was before.
  await page.keyboard.press('Enter')
  await field(page).fill(' ')
  await field(page).press('Enter')
  for (const one of [page, other]) await titled(one, 'Budi').waitFor()
  await panel(page).getByText('Sri Wahyuni removed the name').waitFor()
  expect([page.faults, other.faults]).toEqual([[], []])
})

test('Escape discards the text, and leaves open the details that cover the conversation', async () => {
  const { id } = await team.newRoom({ name: 'Citra' })
  const page = await opened('supervisor', id, 1100)
  await page.getByRole('button', { name: 'Details' }).click()
  await edit(page).click()
  await field(page).fill('Citra Dewi')
  await field(page).press('Escape')
  await field(page).waitFor({ state: 'detached' })
  await titled(page, 'Citra').waitFor()
  await edit(page).click()
  expect(await field(page).inputValue()).toBe('Citra')
  await panel(page).getByRole('button', { name: 'Cancel' }).click()
  await page.keyboard.press('Escape')
  await panel(page).waitFor({ state: 'hidden' })
  expect(await titleOf(id)).toBe('Citra')
})

test('a colleague’s change shows at once, and neither overwrites what is typed nor is undone by what is not', async () => {
  const { id } = await team.newRoom({ name: 'Dewi' })
  const page = await opened('supervisor', id)
  const change = (title: string) => team.call('PATCH', `/rooms/${id}`, team.supervisor, { title })
  await edit(page).click()
  await change('Dewi Satu')
  await titled(page, 'Dewi Satu').waitFor()
  await field(page).press('Enter')
  await field(page).waitFor({ state: 'detached' })
  expect(await titleOf(id)).toBe('Dewi Satu')

  await edit(page).click()
  await field(page).fill('Dewi Tiga')
  await change('Dewi Dua')
  await titled(page, 'Dewi Dua').waitFor()
  expect(await field(page).inputValue()).toBe('Dewi Tiga')
  await panel(page).getByRole('button', { name: 'Save' }).click()
  await titled(page, 'Dewi Tiga').waitFor()
})

test('a title that could not be saved says why, and is kept to be saved again', async () => {
  const { id } = await team.newRoom({ name: 'Eko' })
  const page = await opened('supervisor', id)
  await edit(page).click()
  await field(page).fill('Eko Prasetyo')
  await page.context().setOffline(true)
  await field(page).press('Enter')
  await panel(page).getByRole('alert').getByText('The server cannot be reached.').waitFor()
  expect(await faultsInBothThemes(page)).toEqual([])
  await page.context().setOffline(false)
  await field(page).press('Enter')
  await titled(page, 'Eko Prasetyo').waitFor()
})

test('with the keyboard, Save keeps the focus while it is busy, and saves once however often it is pressed', async () => {
  const { id } = await team.newRoom({ name: 'Gita' })
  const page = await opened('supervisor', id)
  const [asked, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let requests = 0
  await page.route(`**/rooms/${id}`, async (route) => {
    if (route.request().method() !== 'PATCH') return route.continue()
    requests++
    asked.resolve()
    await answer.promise
    await (requests === 1 ? route.abort() : route.continue())
  })
  const save = panel(page).getByRole('button', { name: 'Save' })
  await edit(page).click()
  await field(page).fill('Gita Lestari')
  await save.focus()
  await page.keyboard.press('Enter')
  await asked.promise
  await panel(page).locator('button[aria-busy="true"]').waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.press(' ')
  await field(page).press('Enter')
  await save.focus()
  answer.resolve()
  await panel(page).getByRole('alert').getByText('The server cannot be reached.').waitFor()
  await panel(page).locator('button[aria-busy="true"]').waitFor({ state: 'detached' })
  await focused(save)
  await page.keyboard.press('Enter')
  await titled(page, 'Gita Lestari').waitFor()
  expect(requests).toBe(2)
})

test('on a phone the title is changed by thumb', async () => {
  const { id } = await team.newRoom({ name: 'Fitri' })
  const page = await browser.window({ size: PHONE, touch: true })
  await signInto(page, team.server.url, await team.server.account('supervisor'))
  await page.goto(`${team.server.url}/inbox/${id}`)
  await page.getByRole('button', { name: 'More actions' }).tap()
  await page.getByRole('menuitem', { name: 'Details' }).tap()
  await edit(page).tap()
  await field(page).fill('Fitri Handayani')
  expect(await smallTargets(panel(page))).toEqual([])
  await panel(page).getByRole('button', { name: 'Save' }).tap()
  await titled(page, 'Fitri Handayani').waitFor()
  expect(page.faults).toEqual([])
})
