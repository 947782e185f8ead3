import { afterAll, expect, test } from 'bun:test'
import { sampleRooms } from '../../src/store/statsHistory.ts'
import { ADMIN } from '../helpers/server.ts'
import { seriousFaults } from './accessible.ts'
import { signInto } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

const { team, browser, end } = await openTeamInBrowser()
afterAll(end)

test('counters change as things happen, charts have their numbers, and who waits is a click away', async () => {
  const room = await team.newRoom({ name: 'Budi Santoso' })
  await sampleRooms(team.sql, Date.now() - 3_600_000)
  await sampleRooms(team.sql, Date.now())
  const page = await browser.window()
  await signInto(page, team.server.url, ADMIN)
  await page.getByRole('link', { name: 'Statistics' }).click()
  const figures = page.getByLabel('At this moment')
  await figures.getByText('1', { exact: true }).first().waitFor()
  await team.newRoom()
  await team.newRoom()
  await figures.getByText('3', { exact: true }).first().waitFor()
  // Not of today: soon after midnight that has one of the two samples.
  await page.getByRole('button', { name: '7 days' }).click()
  const rooms = page.getByRole('region', { name: 'Rooms by state' }).first()
  for (const name of ['Waiting on us', 'Waiting on customer', 'Unassigned'])
    await rooms.getByRole('figure').getByText(name).waitFor()
  await rooms.getByText('Show the numbers').click()
  expect(await rooms.getByRole('table').getByRole('row').count()).toBeGreaterThanOrEqual(2)
  await page.getByRole('button', { name: '30 days' }).click()
  await page.getByText('last 30 days').first().waitFor()
  expect(await seriousFaults(page)).toEqual([])
  await page.getByRole('button', { name: 'Dark theme' }).click()
  expect(await seriousFaults(page)).toEqual([])
  await page.getByRole('link', { name: /Budi Santoso/ }).click()
  await page.waitForURL(new RegExp(room.id))
  expect(page.faults).toEqual([])
})

test('an agent has no statistics', async () => {
  const page = await browser.window()
  await signInto(page, team.server.url, await team.server.account('agent'))
  await page.getByRole('link', { name: 'Inbox' }).waitFor()
  expect(await page.getByRole('link', { name: 'Statistics' }).count()).toBe(0)
  await page.goto(`${team.server.url}/statistics`)
  await page.getByText('Your role may not do this.').waitFor()
})
