import { afterAll, expect, test } from 'bun:test'
import { newPhone } from '../helpers/webhooks.ts'
import { from } from '../integration/webhookWorld.ts'
import { seriousFaults } from './accessible.ts'
import { focused, row, type Tab } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

const { team, end, opened } = await openTeamInBrowser()
afterAll(end)

const panel = (page: Tab) => page.getByRole('complementary', { name: 'Details' })

test('a supervisor assigns the room, tags it and edits its lead; the page shows each change at once', async () => {
  const room = await team.newRoom({ phone: newPhone(), name: 'Budi' })
  const page = await opened('supervisor', room.id)
  const details = panel(page)
  await details.getByText('Nobody has this room yet.').waitFor()
  await details.getByRole('button', { name: 'Assign' }).click()
  await page.getByRole('menuitem', { name: /One/ }).click()
  await details.getByRole('button', { name: 'Remove One from the room' }).waitFor()
  await details.getByText('Sri Wahyuni assigned One').waitFor()

  await details.getByRole('button', { name: 'Add a tag' }).click()
  await details.getByLabel('New tag').fill('Promise to pay')
  await details.getByLabel('New tag').press('Enter')
  await details.getByRole('button', { name: 'Remove Promise to pay' }).waitFor()

  await details.getByRole('button', { name: 'Add a lead' }).click()
  await details.getByLabel('Outstanding').fill('lima puluh juta')
  await details.getByRole('button', { name: 'Save' }).click()
  await details.getByText('Enter an amount, such as 50.000.000.').waitFor()
  await details.getByLabel('Outstanding').fill('50.000.000')
  await details.getByLabel('Name').fill('Budi Santoso')
  await details.getByLabel('Lead status').fill('Negotiation')
  await details.getByRole('button', { name: 'Save' }).click()
  await details.getByText('Rp 50.000.000').waitFor()
  await details.getByRole('heading', { name: 'Budi Santoso' }).waitFor()

  expect(await seriousFaults(page)).toEqual([])
  await page.getByRole('button', { name: 'Dark theme' }).click()
  expect(await seriousFaults(page)).toEqual([])
  await details.getByRole('button', { name: 'Remove One from the room' }).click()
  await details.getByText('Nobody has this room yet.').waitFor()
  expect(page.faults).toEqual([])
})

test('a tag opens the list of its rooms, and the open room stays open', async () => {
  const [one, other] = [await team.newRoom({ name: 'Rudi' }), await team.newRoom({ name: 'Wati' })]
  await team.newRoom({ name: 'Without' })
  for (const { id } of [one, other])
    await team.call('PUT', `/rooms/${id}/tags`, team.supervisor, { tags: ['Angsuran'] })
  const page = await opened('supervisor', one.id)
  await row(page, 'Without').waitFor()
  await panel(page).getByRole('link', { name: 'Angsuran' }).click()
  await row(page, 'Without').waitFor({ state: 'detached' })
  await row(page, 'Wati').waitFor()
  await page.getByRole('main', { name: 'Conversation with Rudi' }).waitFor()
  // The same where search results are shown, though the list behind them has this filter already.
  await page.getByRole('searchbox', { name: 'Search rooms and messages' }).fill('Without')
  const found = page.getByRole('region', { name: 'Rooms', exact: true }).last()
  await found.getByRole('link', { name: /Without/ }).waitFor()
  await panel(page).getByRole('link', { name: 'Angsuran' }).click()
  await row(page, 'Wati').waitFor()
  await page.getByRole('button', { name: 'Tag: Angsuran' }).click()
  await row(page, 'Without').waitFor()
  expect(page.faults).toEqual([])
})

test('a long history is loaded to its beginning, in the details and in the conversation', async () => {
  const { id } = await team.newRoom({ name: 'Lama' })
  const change = (body: object) => team.call('PATCH', `/rooms/${id}`, team.supervisor, body)
  await change({ status: 'closed' })
  await change({ status: 'open' })
  for (let n = 0; n < 110; n++) await change({ title: `Lama ${n}` })
  const page = await opened('supervisor', id)
  await page
    .getByRole('log', { name: 'Messages' })
    .getByText(/closed the room/)
    .waitFor()
  await panel(page).getByRole('button', { name: 'View all' }).click()
  await panel(page)
    .getByText(/closed the room/)
    .waitFor()
  const more = panel(page).getByRole('button', { name: 'Show more' })
  expect(await more.count()).toBe(0)
})

test('a room reopened by its customer says so, in its history and between the messages', async () => {
  const who = { phone: newPhone(), name: 'Rina' }
  const room = await team.newRoom(who)
  const page = await opened('supervisor', room.id)
  for (let times = 1; times <= 2; times++) {
    await page.getByRole('button', { name: 'Close', exact: true }).click()
    await page.getByRole('button', { name: 'Reopen' }).waitFor()
    await team.take(from(who, `lagi ${times}`))
    const lines = page.getByText('Reopened by the customer’s message')
    // In the details and in the conversation.
    await lines.nth(2 * times - 1).waitFor()
    expect(await lines.count()).toBe(2 * times)
  }
  expect(page.faults).toEqual([])
})

test('an agent can tag its room, but neither assign nor unassign anybody', async () => {
  const room = await team.newRoom({ name: 'Siti' })
  const page = await opened('agent', room.id)
  const details = panel(page)
  await details.getByRole('button', { name: 'Add a tag' }).click()
  await details.getByLabel('New tag').fill('vip')
  await details.getByLabel('New tag').press('Enter')
  await details.getByRole('button', { name: 'Remove vip' }).waitFor()
  expect(await details.getByRole('button', { name: 'Assign' }).count()).toBe(0)
  expect(await details.getByRole('button', { name: /from the room/ }).count()).toBe(0)
})

test('a hidden phone number can’t be copied', async () => {
  const hidden = { bsuid: 'ID.13491208655302741918', name: 'Dewi' }
  await team.take(from(hidden, 'Halo'))
  const { body } = await team.call('GET', '/rooms?q=Dewi', team.supervisor)
  const page = await opened('supervisor', body.data[0].room_id)
  await panel(page).getByText('Number hidden').waitFor()
  expect(await panel(page).getByRole('button', { name: 'Copy number' }).count()).toBe(0)
})

/** Whether focus is inside the details that cover the conversation. */
const holdsFocus = (page: Tab) =>
  page
    .getByRole('group', { name: 'Details' })
    .evaluate((details) => details.contains(document.activeElement))

test('details that cover the conversation take focus, keep it, and return it when they close', async () => {
  const room = await team.newRoom({ name: 'Rini' })
  const page = await opened('supervisor', room.id, 1100)
  const button = page.getByRole('button', { name: 'Details' })
  await button.focus()
  await page.keyboard.press('Enter')
  await panel(page).waitFor()
  expect(await holdsFocus(page)).toBe(true)
  await page.keyboard.press('Tab')
  expect(await holdsFocus(page)).toBe(true)
  await page.locator('#composer-text').evaluate((text) => text.focus())
  expect(await holdsFocus(page)).toBe(true)
  expect(await seriousFaults(page)).toEqual([])
  await page.keyboard.press('Escape')
  await panel(page).waitFor({ state: 'hidden' })
  await focused(button)
})

test('Escape discards a new tag, and leaves open the details that cover the conversation', async () => {
  const room = await team.newRoom({ name: 'Sari' })
  const page = await opened('supervisor', room.id, 1100)
  await page.getByRole('button', { name: 'Details' }).click()
  const add = panel(page).getByRole('button', { name: 'Add a tag' })
  await add.click()
  await panel(page).getByLabel('New tag').fill('vip')
  await panel(page).getByLabel('New tag').press('Escape')
  await panel(page).getByLabel('New tag').waitFor({ state: 'detached' })
  expect(await panel(page).isVisible()).toBe(true)
  await focused(add)
  await page.keyboard.press('Enter')
  expect(await panel(page).getByLabel('New tag').inputValue()).toBe('')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await panel(page).waitFor({ state: 'hidden' })
})

test('on a phone, focus moves from the menu into the details, and back to the menu’s button', async () => {
  const room = await team.newRoom({ name: 'Wati' })
  const page = await opened('supervisor', room.id, 390)
  const more = page.getByRole('button', { name: 'More actions' })
  await more.click()
  await page.getByRole('menuitem', { name: 'Details' }).click()
  await page.getByRole('menu').waitFor({ state: 'detached' })
  expect(await holdsFocus(page)).toBe(true)
  await page.keyboard.press('Escape')
  await panel(page).waitFor({ state: 'hidden' })
  await focused(more)
})
