import { afterAll, expect, test } from 'bun:test'
import { setTimeZone } from '../../src/store/days.ts'
import { sampleRooms } from '../../src/store/statsHistory.ts'
import { ADMIN } from '../helpers/server.ts'
import { seriousFaults } from './accessible.ts'
import { signInto } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

const { team, browser, end } = await openTeamInBrowser()
afterAll(end)

test('counters update live, charts have tables, and a waiting customer’s room is one click away', async () => {
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
  // Not "Today", which has only one of the two samples soon after midnight.
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

test('days and times are shown in the team’s time zone, not the reader’s', async () => {
  // A zone whose day differs from UTC's.
  const zone = new Date().getUTCHours() >= 11 ? 'Pacific/Kiritimati' : 'Etc/GMT+12'
  await setTimeZone(team.sql, zone)
  // None, unless midnight has just passed in UTC.
  const { body } = await team.call('GET', '/dashboard/history', team.supervisor)
  const before: number = body.data.messages.at(-1).incoming
  await team.newRoom()
  const page = await browser.window({ timezoneId: 'America/New_York' })
  await signInto(page, team.server.url, ADMIN)
  await page.getByRole('link', { name: 'Statistics' }).click()
  await page.getByText(`Days and times of ${zone}`).waitFor()
  const perDay = page.getByRole('region', { name: 'Messages per day' }).first()
  await perDay.getByText('Show the numbers').click()
  const today = perDay.getByRole('row').last()
  const format = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', timeZone: zone })
  expect(await today.getByRole('rowheader').textContent()).toBe(format.format())
  expect(await today.getByRole('cell').first().textContent()).toBe(String(before + 1))
  await setTimeZone(team.sql, 'UTC')
  expect(page.faults).toEqual([])
})

test('an agent can’t see the statistics', async () => {
  const page = await browser.window()
  await signInto(page, team.server.url, await team.server.account('agent'))
  await page.getByRole('link', { name: 'Inbox' }).waitFor()
  expect(await page.getByRole('link', { name: 'Statistics' }).count()).toBe(0)
  await page.goto(`${team.server.url}/statistics`)
  await page.getByText('Your role may not do this.').waitFor()
})

test('in Indonesian, whose words are longer, the numbers beside a chart and who has a room are not cut', async () => {
  await team.newRoom({ name: 'Wati' })
  await sampleRooms(team.sql, Date.now() - 3_600_000)
  await sampleRooms(team.sql, Date.now())
  const page = await browser.window()
  await signInto(page, team.server.url, ADMIN)
  await page.goto(`${team.server.url}/settings`)
  await page.getByRole('button', { name: 'Bahasa Indonesia' }).click()
  await page.goto(`${team.server.url}/statistics`)
  await page.getByRole('button', { name: '7 hari' }).click()
  const label = page.getByRole('figure').getByText('Menunggu pelanggan').first()
  await label.waitFor()
  const room = await label.evaluate((text) => {
    const chart = text.closest('svg')!.getBoundingClientRect()
    return chart.right - text.closest('text')!.getBoundingClientRect().right
  })
  expect(room).toBeGreaterThanOrEqual(0)
  const nobody = page.getByRole('link', { name: /Wati/ }).getByText('Belum ditugaskan')
  expect(await nobody.evaluate((text) => getComputedStyle(text).textOverflow)).not.toBe('ellipsis')
})
