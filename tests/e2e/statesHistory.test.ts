import { afterAll, expect, test } from 'bun:test'
import { from } from '../integration/webhookWorld.ts'
import { signInto, type Tab } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'
import { bottomOf, expectSoon } from './touchWorld.ts'

const { team, browser, end } = await openTeamInBrowser()
afterAll(end)

/** A supervisor's signed-in page. `before` runs before it is opened. */
async function opened(before: (page: Tab) => unknown = () => {}): Promise<Tab> {
  const page = await browser.window()
  await before(page)
  await signInto(page, team.server.url, await team.server.account('supervisor', 'Sri Wahyuni'))
  return page
}

test('a conversation opens at its newest message, even if its history loads first', async () => {
  const { id, phone } = await team.newRoom({ name: 'Fitri' })
  for (let n = 1; n <= 30; n++) await team.take(from({ phone }, `pesan ${n}`))
  await team.assign(id, team.one)
  const known = Promise.withResolvers<void>()
  const page = await opened(async (page) => {
    await page.route(/\/rooms\/[^/]+\/messages/, async (route) => {
      await known.promise
      await route.continue()
    })
  })
  const history = page.waitForResponse(/\/rooms\/[^/]+\/history/)
  await page.goto(`${team.server.url}/inbox/${id}`)
  await (await history).finished()
  known.resolve()
  await page.getByRole('log').getByText('pesan 30', { exact: true }).waitFor()
})

test('a conversation stays at its newest message when its history comes later', async () => {
  const { id, phone } = await team.newRoom({ name: 'Galih' })
  for (let n = 1; n <= 27; n++) await team.take(from({ phone }, `pesan ${n}`))
  for (let n = 0; n < 3; n++) {
    await team.assign(id, team.one)
    await team.call('POST', `/rooms/${id}/unassign`, team.supervisor, { agent_id: team.one.id })
  }
  for (let n = 28; n <= 30; n++) await team.take(from({ phone }, `pesan ${n}`))
  const known = Promise.withResolvers<void>()
  const page = await opened(async (page) => {
    await page.route(/\/rooms\/[^/]+\/history/, async (route) => {
      await known.promise
      await route.continue()
    })
  })
  await page.goto(`${team.server.url}/inbox/${id}`)
  const log = page.getByRole('log')
  const newest = log.getByText('pesan 30', { exact: true })
  await newest.waitFor()
  known.resolve()
  await log
    .getByText(/unassigned/)
    .last()
    .waitFor()
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
  await expectSoon(async () => (await bottomOf(newest)) <= (await bottomOf(log)))
})

test('a long history is not read further than its first page before there are messages', async () => {
  const { id } = await team.newRoom({ name: 'Lestari' })
  for (let n = 0; n < 110; n++)
    await team.call('PATCH', `/rooms/${id}`, team.supervisor, { title: `Lestari ${n}` })
  const known = Promise.withResolvers<void>()
  const asked: string[] = []
  const page = await opened(async (page) => {
    page.on('request', (request) => {
      const kind = /\/rooms\/[^/]+\/(history|messages)/.exec(request.url())?.[1]
      if (kind) asked.push(kind)
    })
    await page.route(/\/rooms\/[^/]+\/messages/, async (route) => {
      await known.promise
      await route.continue()
    })
  })
  await page.goto(`${team.server.url}/inbox/${id}`)
  await page.getByRole('button', { name: 'View all' }).waitFor()
  await page.evaluate(() => new Promise(requestAnimationFrame))
  expect(asked.filter((kind) => kind === 'history')).toHaveLength(1)
  known.resolve()
  await page.getByRole('log').getByText('Halo').waitFor()
})
