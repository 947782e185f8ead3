import { afterAll, expect, test } from 'bun:test'
import { signInto } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

const { team, browser, end } = await openTeamInBrowser()
afterAll(end)

test('a customer service window that closed while another page was open is shown as closed at once', async () => {
  const { id } = await team.newRoom({ name: 'Budi' })
  const page = await browser.window()
  await page.clock.install()
  await signInto(page, team.server.url, await team.server.account('supervisor'))
  await page.goto(`${team.server.url}/inbox/${id}`)
  const text = page.getByLabel('Message', { exact: true })
  await text.waitFor()
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor()
  // Further than the page's own timer would get, and none of its timers fires meanwhile.
  await page.clock.setSystemTime(Date.now() + 25 * 3_600_000)
  await page.goBack()
  await page.getByRole('main', { name: 'Conversation with Budi' }).waitFor()
  expect(await text.count()).toBe(0)
  await page.getByText('The 24-hour window is closed').waitFor()
})
