import { afterAll, expect, test } from 'bun:test'
import { row, signInto } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

const { team, browser, end } = await openTeamInBrowser()
afterAll(end)

test('a list filtered by one number leads back to all numbers after a page load', async () => {
  const first = await team.newRoom({ name: 'Nomor satu' })
  await team.newRoom({ name: 'Nomor dua', channel: '2065550001' })
  const { body } = await team.call('GET', `/rooms/${first.id}`, team.supervisor)
  const page = await browser.window()
  await signInto(page, team.server.url, await team.server.account('supervisor'))
  await page.goto(`${team.server.url}/inbox?channel=${body.data.channel.id}`)
  await row(page, 'Nomor satu').waitFor()
  expect(await row(page, 'Nomor dua').count()).toBe(0)
  await page.getByRole('button', { name: /^Number/ }).click()
  await page.getByRole('menuitemcheckbox', { name: 'All numbers' }).click()
  await row(page, 'Nomor dua').waitFor()
  await page.getByRole('button', { name: 'Number: All numbers' }).waitFor()
})
