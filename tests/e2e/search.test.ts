import { afterAll, expect, test } from 'bun:test'
import { faultsInBothThemes } from './accessible.ts'
import { signInto } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'
import { until } from './playWorld.ts'

const { team, browser, end } = await openTeamInBrowser()
afterAll(end)
/** More than one page of results, both of rooms and of their messages (`Halo`). */
const ROOMS = 35
for (let n = 1; n <= ROOMS; n++) await team.newRoom({ name: `Halo Toko ${n}` })
await until(async () => {
  const found = await team.call('GET', '/messages/search?q=halo&limit=100', team.supervisor)
  return found.body.data.length === ROOMS
})

test('all results of a search can be shown, page by page, for rooms and messages', async () => {
  const page = await browser.window()
  await signInto(page, team.server.url, await team.server.account('supervisor', 'Sri Wahyuni'))
  await page.getByRole('searchbox', { name: 'Search rooms and messages' }).fill('halo')
  for (const name of ['Rooms', 'Messages']) {
    const found = page.getByRole('region', { name, exact: true }).last()
    const rows = found.getByRole('listitem')
    const more = found.getByRole('button', { name: 'Show more' })
    await rows.nth(29).waitFor()
    await more.click()
    await rows.nth(ROOMS - 1).waitFor()
    await more.waitFor({ state: 'detached' })
    expect(await rows.count()).toBe(ROOMS)
  }
  expect(await faultsInBothThemes(page)).toEqual([])
  expect(page.faults).toEqual([])
})

test('a very long text pasted into the search is cut to the server’s limit', async () => {
  const page = await browser.window()
  await signInto(page, team.server.url, await team.server.account('supervisor', 'Sri Wahyuni'))
  const search = page.getByRole('searchbox', { name: 'Search rooms and messages' })
  await search.focus()
  await page.keyboard.insertText('kontrak '.repeat(50))
  await page.getByText(/No room matches/).waitFor()
})
