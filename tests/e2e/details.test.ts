import { afterAll, expect, test } from 'bun:test'
import { newPhone } from '../helpers/webhooks.ts'
import { from } from '../integration/webhookWorld.ts'
import { seriousFaults } from './accessible.ts'
import { signInto, type Tab } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

const { team, browser, end } = await openTeamInBrowser()
afterAll(end)

async function opened(role: 'supervisor' | 'agent', roomId: string): Promise<Tab> {
  const page = await browser.window()
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
