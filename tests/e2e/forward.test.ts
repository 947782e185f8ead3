import { afterAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { faultsInBothThemes } from './accessible.ts'
import { focused, signInto } from './browser.ts'
import { smallTargets } from './targets.ts'
import { PHONE } from './touchWorld.ts'
import { open, openWriting } from './writeWorld.ts'

const FORWARD = '**/messages/forward'

const { team, browser, url, end, account, openComposer, sentMessages } = await openWriting()
afterAll(end)

const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Forward message' })
const target = (page: Page, name: string) => dialogOf(page).getByRole('checkbox', { name })
const forward = (page: Page) => dialogOf(page).getByRole('button', { name: 'Forward', exact: true })
/** The button beside the room's only message. */
const action = (page: Page) =>
  page.getByRole('log').getByRole('button', { name: 'Forward', exact: true })

/** The customer's last message is from this long ago, as a page that is loaded now sees it. */
const lastWrote = (roomId: string, hours: number) =>
  team.sql`update rooms set customer_at = now() - make_interval(hours => ${hours}) where id = ${roomId}`

test('with the mouse a message is forwarded to a room, once however often the button is pressed', async () => {
  const [from, to] = [await team.newRoom(), await team.newRoom({ name: 'Rina Kusumawati' })]
  const page = await openComposer(from.id)
  await page.getByRole('log').getByText('Halo').hover()
  await action(page).click()
  await dialogOf(page).getByText('Halo', { exact: true }).waitFor()
  await dialogOf(page).getByLabel('Search rooms').fill('rina kusuma')
  await target(page, 'Rina Kusumawati').check()
  await dialogOf(page).getByText('1 room: Rina Kusumawati').waitFor()
  expect(await faultsInBothThemes(page)).toEqual([])
  await forward(page).evaluate((button: HTMLElement) => {
    button.click()
    button.click()
  })
  await page.getByText('Forwarded to Rina Kusumawati').waitFor()
  await dialogOf(page).waitFor({ state: 'detached' })
  await focused(action(page))
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await page.getByRole('main', { name: 'Conversation with Rina Kusumawati' }).waitFor()
  await page.getByRole('log').getByText('Forwarded').waitFor()
  expect(await sentMessages(to.id)).toMatchObject([
    { content_text: 'Halo', user_id: page.account.id },
  ])
  expect(page.faults).toEqual([])
})

test('with the keyboard rooms are found and chosen, and Escape leads back to the message', async () => {
  const [from, to] = [await team.newRoom(), await team.newRoom({ name: 'Wahyu Hidayat' })]
  const page = await openComposer(from.id)
  await page.getByRole('log').focus()
  await page.keyboard.press('ArrowUp')
  await page.locator('[data-index]:focus').waitFor()
  await action(page).focus()
  await page.keyboard.press('Enter')
  const search = dialogOf(page).getByLabel('Search rooms').and(page.locator(':focus'))
  await search.waitFor()
  await page.keyboard.press('Escape')
  await dialogOf(page).waitFor({ state: 'detached' })
  await focused(action(page))

  await page.keyboard.press('Enter')
  await search.waitFor()
  await page.keyboard.type('wahyu')
  await dialogOf(page).getByRole('status').getByText('1 room found').waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  expect(await target(page, 'Wahyu Hidayat').isChecked()).toBe(true)
  for (let tabs = 0; tabs < 2; tabs++) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('Forwarded to Wahyu Hidayat').waitFor()
  expect(await sentMessages(to.id)).toHaveLength(1)
  expect(page.faults).toEqual([])
})

test('on a phone a message is forwarded to several rooms, with targets of 44 px', async () => {
  const from = await team.newRoom()
  const to = [await team.newRoom({ name: 'Gunawan' }), await team.newRoom({ name: 'Gunadi' })]
  const page = await browser.window({ size: PHONE, touch: true })
  await signInto(page, url, await account())
  await open(page, from.id)
  const there = page.url()
  const actions = page.getByRole('log').getByRole('button', { name: 'Message actions' })
  const begin = async () => {
    await actions.tap()
    await page.getByRole('button', { name: 'Forward', exact: true }).tap()
    await target(page, 'Gunawan').waitFor()
  }
  await begin()
  await page.evaluate(() => history.back())
  await dialogOf(page).waitFor({ state: 'detached' })
  await page.waitForURL(there)
  await focused(actions)
  await begin()
  for (const name of ['Gunawan', 'Gunadi']) await target(page, name).tap()
  await dialogOf(page).getByText('2 rooms: Gunawan, Gunadi').waitFor()
  expect(await smallTargets(dialogOf(page))).toEqual([])
  expect(await faultsInBothThemes(page)).toEqual([])
  await forward(page).tap()
  await page.getByText('Forwarded to 2 rooms').waitFor()
  await dialogOf(page).waitFor({ state: 'detached' })
  await focused(actions)
  for (const { id } of to) expect(await sentMessages(id)).toMatchObject([{ content_text: 'Halo' }])
  expect(page.faults).toEqual([])
})

test('a room whose window is closed can’t be chosen, and one whose window closes meanwhile is said to be refused', async () => {
  const from = await team.newRoom()
  const to = await team.newRoom({ name: 'Lina Marlina' })
  const closed = await team.newRoom({ name: 'Yohanes Adi' })
  const closing = await team.newRoom({ name: 'Dewi Lestari' })
  await lastWrote(closed.id, 25)
  const page = await openComposer(from.id)
  await action(page).click()
  const outside = target(page, 'Yohanes Adi')
  await outside.press('Space')
  expect(await outside.isChecked()).toBe(false)
  await dialogOf(page).getByText('24-hour window closed: templates only').waitFor()
  expect(await faultsInBothThemes(page)).toEqual([])
  for (const name of ['Lina Marlina', 'Dewi Lestari']) await target(page, name).check()
  await lastWrote(closing.id, 25)
  await forward(page).click()

  const summary = dialogOf(page).getByText('Forwarded to 1 of 2 rooms')
  await summary.waitFor()
  await focused(summary)
  const resultOf = (name: string) => dialogOf(page).getByRole('listitem').filter({ hasText: name })
  await resultOf('Lina Marlina').getByText('Forwarded').waitFor()
  const why = 'The 24-hour window is closed: only a template can be sent.'
  await resultOf('Dewi Lestari').getByText(why).waitFor()
  expect(await faultsInBothThemes(page)).toEqual([])
  expect(await sentMessages(to.id)).toHaveLength(1)
  expect(await sentMessages(closing.id)).toEqual([])
  await dialogOf(page).getByRole('button', { name: 'Open Dewi Lestari' }).click()
  await page.getByRole('main', { name: 'Conversation with Dewi Lestari' }).waitFor()
  expect(page.faults).toEqual([])
})

test('a template is forwarded to a room whose window is closed, too', async () => {
  const [from, to] = [await team.newRoom(), await team.newRoom({ name: 'Bengkel Maju' })]
  const template = { room_id: from.id, templateName: 'ask_for_number', languageCode: 'en_US' }
  await team.call('POST', '/messages/send-template', team.supervisor, template)
  await lastWrote(to.id, 25)
  const page = await openComposer(from.id)
  await action(page).last().click()
  await target(page, 'Bengkel Maju').check()
  await forward(page).click()
  await page.getByText('Forwarded to Bengkel Maju').waitFor()
  expect(await sentMessages(to.id)).toMatchObject([{ content_type: 'template' }])
})

test('if the answer is lost, the next try sends nothing twice, also from a dialog opened again, and after another room got it', async () => {
  const [from, to] = [await team.newRoom(), await team.newRoom({ name: 'Fajar Nugroho' })]
  await team.newRoom({ name: 'Gita Maharani' })
  const page = await openComposer(from.id)
  await page.route(
    FORWARD,
    async (route) => {
      await route.fetch()
      await route.abort()
    },
    { times: 1 },
  )
  const choose = async (name: string) => {
    await action(page).click()
    await target(page, name).check()
    await forward(page).click()
  }
  await choose('Fajar Nugroho')
  await dialogOf(page).getByRole('alert').getByText('No answer came').waitFor()
  expect(await target(page, 'Fajar Nugroho').isChecked()).toBe(true)
  await focused(forward(page))
  await page.keyboard.press('Escape')
  await dialogOf(page).waitFor({ state: 'detached' })
  await choose('Gita Maharani')
  await page.getByText('Forwarded to Gita Maharani').waitFor()
  await choose('Fajar Nugroho')
  await page.getByText('Forwarded to Fajar Nugroho').waitFor()
  expect(await sentMessages(to.id)).toHaveLength(1)
})

test('an agent finds only its own rooms, and an internal note is not forwarded', async () => {
  const [from, to] = [await team.newRoom(), await team.newRoom({ name: 'Toko Sinar' })]
  await team.newRoom({ name: 'Toko Abadi' })
  const agent = await team.server.account('agent', 'Ana Puspita')
  for (const { id } of [from, to])
    await team.call('POST', `/rooms/${id}/assign`, team.supervisor, { agent_id: agent.id })
  const note = { text: 'For colleagues' }
  await team.call('POST', `/rooms/${from.id}/notes`, team.supervisor, note)
  const page = await browser.window()
  await signInto(page, url, agent)
  await page.goto(`${url}/inbox/${from.id}`)
  await page.getByRole('log').getByText('For colleagues', { exact: true }).waitFor()
  await action(page).click()
  await dialogOf(page).getByLabel('Search rooms').fill('toko')
  await dialogOf(page).getByRole('status').getByText('1 room found').waitFor()
  expect(await target(page, 'Toko Sinar').count()).toBe(1)
  expect(page.faults).toEqual([])
})
