import { afterAll, expect, test } from 'bun:test'
import { row, signInto } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

const { team, browser, end } = await openTeamInBrowser()
afterAll(end)
const rooms = [
  await team.newRoom({ name: 'Agus' }),
  await team.newRoom({ name: 'Budi' }),
  await team.newRoom({ name: 'Citra' }),
] as const
const agent = await team.server.account('agent', 'Raka Pratama')
const give = (id: string, how: 'assign' | 'unassign') =>
  team.call('POST', `/rooms/${id}/${how}`, team.supervisor, { agent_id: agent.id })
await give(rooms[0].id, 'assign')
const page = await browser.window()
await signInto(page, team.server.url, await team.server.account('supervisor', 'Sri Wahyuni'))
const chip = page.getByRole('button', { name: 'Agent: Raka Pratama' })

test('a supervisor sees what one agent has, from a room’s details, as it changes', async () => {
  await row(page, 'Agus').getByRole('link').click()
  const details = page.getByRole('complementary', { name: 'Details' })
  await details.getByRole('link', { name: 'Raka Pratama' }).click()
  await chip.waitFor()
  await row(page, 'Budi').waitFor({ state: 'detached' })
  await row(page, 'Agus').waitFor()
  await give(rooms[1].id, 'assign')
  await row(page, 'Budi').waitFor()
  await give(rooms[0].id, 'unassign')
  await row(page, 'Agus').waitFor({ state: 'detached' })
  await page.reload()
  await row(page, 'Budi').waitFor()
  expect(await page.getByRole('tabpanel').getByRole('listitem').count()).toBe(1)
  await chip.click()
  await row(page, 'Citra').waitFor()
})

test('the statistics lead to an agent’s rooms, and the queue of unassigned rooms forgets the agent', async () => {
  await page.goto(`${team.server.url}/statistics`)
  const load = page.getByRole('region', { name: 'Load per agent' })
  await load.getByRole('link', { name: 'Raka Pratama' }).click()
  await row(page, 'Budi').waitFor()
  await chip.waitFor()
  await page.getByRole('tab', { name: /Unassigned/ }).click()
  await row(page, 'Citra').waitFor()
  expect(await chip.count()).toBe(0)
  expect(page.faults).toEqual([])
})

test('the filter for unread rooms is in sight beside a conversation', async () => {
  const filter = page.getByRole('button', { name: 'Unread' })
  const list = await page.getByRole('region', { name: 'Rooms', exact: true }).boundingBox()
  const box = await filter.boundingBox()
  expect(box!.x + box!.width).toBeLessThanOrEqual(list!.x + list!.width)
})
