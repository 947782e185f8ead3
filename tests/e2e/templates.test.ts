import { afterAll, beforeAll, expect, test } from 'bun:test'
import { openTeam, type Team } from '../integration/roomsWorld.ts'
import { faultsInBothThemes } from './accessible.ts'
import { openBrowser, signInto } from './browser.ts'

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

test.each([
  ['wide', { width: 1440, height: 900 }],
  ['a phone', { width: 390, height: 844 }],
])('each template is shown as the customer gets it, with its examples: %s', async (_, size) => {
  const page = await browser.window({ size })
  await signInto(page, team.server.url, await team.server.account('agent'))
  await page.getByRole('link', { name: 'Templates' }).click()
  const list = page.getByRole('region', { name: 'Templates' })
  await list.getByRole('searchbox').fill('angsuran')
  await list.getByRole('button', { name: /pengingat_angsuran/ }).click()
  const shown = page.getByRole('article', { name: 'pengingat_angsuran' })
  await shown.getByText('Rp 1.850.000').waitFor()
  await shown.getByRole('listitem').getByText('Minta bantuan').waitFor()
  expect(await faultsInBothThemes(page)).toEqual([])
  expect(page.faults).toEqual([])
})
