import { afterAll, expect, test } from 'bun:test'
import { newPhone } from '../helpers/webhooks.ts'
import { from } from '../integration/webhookWorld.ts'
import { seriousFaults } from './accessible.ts'
import { signInto, type Tab } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

const { team, browser, end } = await openTeamInBrowser()
afterAll(end)

async function opened(role: 'supervisor' | 'agent', roomId: string, width = 1440): Promise<Tab> {
  const page = await browser.window({ size: { width, height: 900 } })
  const account = await team.server.account(role, 'Sri Wahyuni')
  if (role === 'agent') {
    const agent_id = account.id
    await team.call('POST', `/rooms/${roomId}/assign`, team.supervisor, { agent_id })
  }
  await signInto(page, team.server.url, account)
  await page.goto(`${team.server.url}/inbox/${roomId}`)
  return page
}
const panel = (page: Tab) => page.getByRole('complementary', { name: 'Details' })

test('a supervisor assigns the room, tags it and keeps its lead; each is in the history at once', async () => {
  const room = await team.newRoom({ phone: newPhone(), name: 'Budi' })
  const page = await opened('supervisor', room.id)
  const details = panel(page)
  await details.getByText('Nobody has this room yet.').waitFor()
  await details.getByRole('button', { name: 'Assign' }).click()
  await page.getByRole('menuitem', { name: /One/ }).click()
  await details.getByRole('button', { name: 'Take One off the room' }).waitFor()
  await details.getByText('Sri Wahyuni assigned One').waitFor()

  await details.getByRole('button', { name: 'Add a tag' }).click()
  await details.getByLabel('New tag').fill('Promise to pay')
  await details.getByLabel('New tag').press('Enter')
  await details.getByRole('button', { name: 'Remove Promise to pay' }).waitFor()

  await details.getByRole('button', { name: 'Add a lead' }).click()
  await details.getByLabel('Outstanding').fill('50000000')
  await details.getByLabel('Name').fill('Budi Santoso')
  await details.getByLabel('Lead status').fill('Negotiation')
  await details.getByRole('button', { name: 'Save' }).click()
  await details.getByText('Rp 50.000.000').waitFor()
  await details.getByRole('heading', { name: 'Budi Santoso' }).waitFor()

  expect(await seriousFaults(page)).toEqual([])
  await page.getByRole('button', { name: 'Dark theme' }).click()
  expect(await seriousFaults(page)).toEqual([])
  await details.getByRole('button', { name: 'Take One off the room' }).click()
  await details.getByText('Nobody has this room yet.').waitFor()
  expect(page.faults).toEqual([])
})

test('an agent tags its room, and neither assigns nor takes anybody off', async () => {
  const room = await team.newRoom({ name: 'Siti' })
  const page = await opened('agent', room.id)
  const details = panel(page)
  await details.getByRole('button', { name: 'Add a tag' }).click()
  await details.getByLabel('New tag').fill('vip')
  await details.getByLabel('New tag').press('Enter')
  await details.getByRole('button', { name: 'Remove vip' }).waitFor()
  expect(await details.getByRole('button', { name: 'Assign' }).count()).toBe(0)
  expect(await details.getByRole('button', { name: /off the room/ }).count()).toBe(0)
})

test('a number that the customer hides is not there to be copied', async () => {
  const hidden = { bsuid: 'ID.13491208655302741918', name: 'Dewi' }
  await team.take(from(hidden, 'Halo'))
  const { body } = await team.call('GET', '/rooms?q=Dewi', team.supervisor)
  const page = await opened('supervisor', body.data[0].room_id)
  await panel(page).getByText('Number hidden').waitFor()
  expect(await panel(page).getByRole('button', { name: 'Copy number' }).count()).toBe(0)
})

/** Whether the focus is in the details that lie over a conversation. */
const holdsFocus = (page: Tab) =>
  page
    .getByRole('group', { name: 'Details' })
    .evaluate((details) => details.contains(document.activeElement))

test('details over the conversation take the focus, keep it off what is below, and give it back', async () => {
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
  expect(await button.evaluate((one) => one === document.activeElement)).toBe(true)
})

test('on a phone the focus comes into the details from their menu, and back to its button', async () => {
  const room = await team.newRoom({ name: 'Wati' })
  const page = await opened('supervisor', room.id, 390)
  const more = page.getByRole('button', { name: 'More actions' })
  await more.click()
  await page.getByRole('menuitem', { name: 'Details' }).click()
  await page.getByRole('menu').waitFor({ state: 'detached' })
  expect(await holdsFocus(page)).toBe(true)
  await page.keyboard.press('Escape')
  await panel(page).waitFor({ state: 'hidden' })
  expect(await more.evaluate((one) => one === document.activeElement)).toBe(true)
})
